import asyncio
import sys
from urllib.parse import urlsplit


async def get_content(url):
    host = urlsplit(url).netloc
    reader, writer = await asyncio.open_connection(host, 443, ssl=True)
    writer.write(f"GET / HTTP/1.0\r\nHost: {host}\r\n\r\n".encode())
    await writer.drain()
    reponse = await reader.read()
    writer.close()
    return reponse.split(b"\r\n\r\n", 1)[1]


async def telecharger(url):
    fichier = f"/tmp/web_{urlsplit(url).netloc}"
    try:
        # deux fois en même temps, au cas où l'une des deux rate
        pages = await asyncio.gather(get_content(url), get_content(url))
    except OSError as e:
        print(f"Impossible de récupérer {url} : {e}")
        return
    with open(fichier, "wb") as f:
        f.write(pages[0])
    print(f"Page téléchargée : {url} -> {fichier}")


async def main():
    if len(sys.argv) != 2:
        print("Utilisation : python web_async_multiple.py <fichier>")
        return
    with open(sys.argv[1], encoding="utf-8") as f:
        urls = f.read().split()
    for url in urls:
        await telecharger(url)


asyncio.run(main())
