import asyncio
import sys


async def telecharger(url):
    host = url.replace("https://", "")
    # TODO : mettre le vrai téléchargement ici
    await asyncio.sleep(0)
    print(f"Page téléchargée : {url} -> /tmp/web_{host}")


async def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        urls = f.read().split()
    await asyncio.gather(*[telecharger(url) for url in urls])


if len(sys.argv) != 2:
    print("Utilisation : python web_async_multiple.py <fichier>")
else:
    asyncio.run(main())
