import os
import sys
from urllib.request import urlopen

# à côté du programme, quel que soit le dossier d'où on le lance
FICHIER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "web_page.html")


def telecharger(url):
    # pas besoin de la retélécharger à chaque fois
    if os.path.exists(FICHIER):
        print(f"La page est déjà dans {FICHIER}")
        return
    with urlopen(url) as reponse:
        contenu = reponse.read()
    with open(FICHIER, "wb") as f:
        f.write(contenu)
    print(f"Le contenu a été écrit dans {FICHIER}")


if len(sys.argv) != 2:
    print("Utilisation : python web_sync.py <URL>")
else:
    telecharger(sys.argv[1])
