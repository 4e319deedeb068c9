import asyncio
import sys

import aiohttp


async def telecharger(session, url):
    fichier = "/tmp/web_" + url.replace("https://", "")
    try:
        async with session.get(url) as reponse:
            contenu = await reponse.read()
    except aiohttp.ClientError as e:
        print(f"Erreur : {e}")
        return
    with open(fichier, "wb") as f:
        f.write(contenu)
    print(f"Page téléchargée : {url} -> {fichier}")


async def main():
    if len(sys.argv) != 2:
        print("Utilisation : python web_async_multiple.py <fichier>")
        return
    with open(sys.argv[1], encoding="utf-8") as f:
        urls = f.read().split()
    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*[telecharger(session, url) for url in urls])


asyncio.run(main())
