import sys
from urllib.request import urlopen


def get_content(url):
    with urlopen(url) as reponse:
        return reponse.read()


def write_content(content, file):
    with open(file, "wb") as f:
        f.write(content)


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        urls = f.read().split()
    for url in urls:
        fichier = "/tmp/web_" + url.replace("https://", "")
        write_content(get_content(url), fichier)
        print(f"Page téléchargée : {url} -> {fichier}")


if len(sys.argv) != 2:
    print("Utilisation : python web_sync_multiple.py <fichier>")
else:
    main()
