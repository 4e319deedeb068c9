import os
import sys
from urllib.parse import urlsplit
from urllib.request import urlopen

DOSSIER = "/tmp/web_pages"


def main():
    if len(sys.argv) != 2:
        print("Utilisation : python web_sync_multiple.py <fichier>")
        return
    with open(sys.argv[1], encoding="utf-8") as f:
        urls = f.read().split()
    os.mkdir(DOSSIER)
    for url in urls:
        fichier = f"{DOSSIER}/web_{urlsplit(url).netloc}.html"
        try:
            with urlopen(url) as reponse:
                contenu = reponse.read()
        except OSError as e:
            print(f"Erreur pour {url} : {e}")
            continue
        with open(fichier, "wb") as f:
            f.write(contenu)
        print(f"Page téléchargée : {url} -> {fichier}")


main()
