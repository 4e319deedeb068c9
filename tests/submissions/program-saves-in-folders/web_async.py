import asyncio
import sys
from urllib.parse import urlsplit
from urllib.request import urlopen


def lire(url):
    with urlopen(url) as reponse:
        return reponse.read()


async def get_content(url):
    return await asyncio.to_thread(lire, url)


async def write_content(content, file):
    # x : on n'écrase jamais une page déjà téléchargée
    with open(file, "xb") as f:
        f.write(content)
    print(f"Le contenu a été écrit dans {file}")


async def main():
    if len(sys.argv) != 2:
        print("Utilisation : python web_async.py <URL>")
        return
    url = sys.argv[1]
    try:
        contenu = await get_content(url)
    except OSError as e:
        print(f"Erreur : {e}")
        return
    await write_content(contenu, f"/tmp/web_{urlsplit(url).netloc}.html")


asyncio.run(main())
