import asyncio
import sys

import aiohttp


async def get_content(url):
    async with aiohttp.ClientSession() as session:
        async with session.get(url) as reponse:
            return await reponse.read()


async def main():
    if len(sys.argv) != 2:
        print("Utilisation : python web_async.py <URL>")
        return
    try:
        contenu = await get_content(sys.argv[1])
    except aiohttp.ClientError as e:
        print(f"Erreur : {e}")
        return
    with open("/tmp/web_page", "wb") as f:
        f.write(contenu)
    print("Le contenu a été écrit dans /tmp/web_page")


asyncio.run(main())
