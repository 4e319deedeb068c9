import sys
from urllib.request import urlopen


def get_content(url):
    with urlopen(url) as reponse:
        return reponse.read()


def write_content(content, file):
    # en binaire : on écrit exactement ce qu'on a reçu
    with open(file, "wb") as f:
        f.write(content)


def main():
    if len(sys.argv) != 2:
        print("Utilisation : python web_sync.py <URL>")
        return
    url = sys.argv[1]
    try:
        write_content(get_content(url), "/tmp/web_page")
    except Exception as e:
        print(f"Impossible de récupérer {url} : {e}")
        return
    print("Le contenu a été écrit dans /tmp/web_page")


if __name__ == "__main__":
    main()
