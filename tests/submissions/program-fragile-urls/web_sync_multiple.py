import sys
import urllib.error
import urllib.request


def get_content(url):
    with urllib.request.urlopen(url) as reponse:
        return reponse.read().decode()


def write_content(contenu, fichier):
    with open(fichier, "w", encoding="utf-8") as f:
        f.write(contenu)


if len(sys.argv) != 2:
    print("Utilisation : python web_sync_multiple.py <fichier>")
    sys.exit()

with open(sys.argv[1], encoding="utf-8") as f:
    urls = f.read().split("\n")

for url in urls:
    # https://www.python.org -> python
    nom = url.split(".")[1]
    try:
        write_content(get_content(url), f"/tmp/web_{nom}")
        print(f"{url} -> /tmp/web_{nom}")
    except urllib.error.URLError as e:
        print(f"{url} : {e}")
