import sys
from urllib.parse import urlsplit
from urllib.request import urlopen


def get_content(url):
    with urlopen(url) as reponse:
        return reponse.read()


def write_content(content, file):
    # en binaire : on écrit exactement ce qu'on a reçu
    with open(file, "wb") as f:
        f.write(content)


def telecharger(url):
    fichier = f"web_{urlsplit(url).netloc}"
    try:
        write_content(get_content(url), fichier)
    except Exception as e:
        # tant pis pour celle-là, on continue avec les autres
        print(f"Impossible de récupérer {url} : {e}")
        return
    print(f"Page téléchargée : {url} -> {fichier}")


def main():
    if len(sys.argv) != 2:
        print("Utilisation : python web_sync_multiple.py <fichier>")
        return
    try:
        with open(sys.argv[1], encoding="utf-8") as f:
            urls = f.read().split()
    except OSError as e:
        print(f"Impossible de lire le fichier : {e}")
        return
    for url in urls:
        telecharger(url)


if __name__ == "__main__":
    main()
