import sys
from urllib.request import urlopen


def get_content(url):
    with urlopen(url) as reponse:
        return reponse.read()


def write_content(content, file):
    with open(file, "wb") as f:
        f.write(content)


if len(sys.argv) != 2:
    print("Utilisation : python web_sync.py <URL>")
    sys.exit()

try:
    contenu = get_content(sys.argv[1])
except OSError as e:
    print(f"Erreur : {e}")
    sys.exit()

write_content(contenu, "/tmp/web_page/page.html")
print("Le contenu a été écrit dans /tmp/web_page/page.html")
