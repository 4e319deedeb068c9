import os
import sys
from urllib.request import urlopen


def get_content(url):
    with urlopen(url) as reponse:
        return reponse.read()


def write_content(content, file):
    os.mkdir(os.path.dirname(file))
    with open(file, "wb") as f:
        f.write(content)
    print(f"Le contenu a été écrit dans {file}")


if len(sys.argv) != 2:
    print("Utilisation : python web_sync.py <URL>")
else:
    try:
        contenu = get_content(sys.argv[1])
    except OSError as e:
        print(f"Erreur : {e}")
    else:
        write_content(contenu, "/tmp/web_page/page.html")
