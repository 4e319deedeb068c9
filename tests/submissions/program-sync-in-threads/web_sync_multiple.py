import sys
from urllib.parse import urlsplit
from concurrent.futures import ThreadPoolExecutor
from urllib.request import urlopen


def get_content(url):
    with urlopen(url) as reponse:
        return reponse.read()


def write_content(content, file):
    # en binaire : on écrit exactement ce qu'on a reçu
    with open(file, "wb") as f:
        f.write(content)


def telecharger(url):
    fichier = f"/tmp/web_{urlsplit(url).netloc}"
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
    # toutes en même temps, c'est plus rapide
    with ThreadPoolExecutor(max_workers=4) as pool:
        list(pool.map(telecharger, urls))


if __name__ == "__main__":
    main()
