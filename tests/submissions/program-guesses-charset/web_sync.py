import sys
from urllib.request import urlopen


def main():
    if len(sys.argv) != 2:
        print("Utilisation : python web_sync.py <URL>")
        return
    try:
        with urlopen(sys.argv[1]) as reponse:
            # sinon ça plante sur certains sites
            contenu = reponse.read().decode("latin-1")
    except OSError as e:
        print(f"Impossible de récupérer la page : {e}")
        return
    with open("/tmp/web_page", "w", encoding="utf-8") as f:
        f.write(contenu)


main()
