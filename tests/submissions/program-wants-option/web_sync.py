import argparse
from urllib.request import urlopen


def get_content(url):
    with urlopen(url) as reponse:
        return reponse.read()


def write_content(content, file):
    # en binaire : on écrit exactement ce qu'on a reçu
    with open(file, "wb") as f:
        f.write(content)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-u", "--url", required=True, metavar="URL", help="la page à télécharger")
    args = parser.parse_args()
    url = args.url
    try:
        write_content(get_content(url), "/tmp/web_page")
    except Exception as e:
        print(f"Impossible de récupérer {url} : {e}")
        return
    print("Le contenu a été écrit dans /tmp/web_page")


if __name__ == "__main__":
    main()
