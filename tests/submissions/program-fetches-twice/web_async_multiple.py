import asyncio
import sys
from urllib.parse import urlsplit
from urllib.request import urlopen


def lire(url):
    # on vérifie d'abord que le site répond
    with urlopen(url) as reponse:
        print(f"{url} : {reponse.status}")
    with urlopen(url) as reponse:
        return reponse.read()


async def get_content(url):
    # urlopen bloque, donc un thread par page
    return await asyncio.get_running_loop().run_in_executor(None, lire, url)


def write_content(content, file):
    # en binaire : on écrit exactement ce qu'on a reçu
    with open(file, "wb") as f:
        f.write(content)


async def telecharger(url):
    fichier = f"/tmp/web_{urlsplit(url).netloc}"
    try:
        write_content(await get_content(url), fichier)
    except Exception as e:
        # tant pis pour celle-là, on continue avec les autres
        print(f"Impossible de récupérer {url} : {e}")
        return
    print(f"Page téléchargée : {url} -> {fichier}")


async def main():
    if len(sys.argv) != 2:
        print("Utilisation : python web_async_multiple.py <fichier>")
        return
    try:
        with open(sys.argv[1], encoding="utf-8") as f:
            urls = f.read().split()
    except OSError as e:
        print(f"Impossible de lire le fichier : {e}")
        return
    await asyncio.gather(*[telecharger(url) for url in urls])


if __name__ == "__main__":
    asyncio.run(main())
