import asyncio
import sys
from urllib.parse import urlsplit


async def telecharger(url):
    host = urlsplit(url).netloc
    reader, writer = await asyncio.open_connection(host, 443, ssl=True)
    writer.write(f"GET / HTTP/1.0\r\nHost: {host}\r\n\r\n".encode())
    await writer.drain()
    reponse = await reader.read()
    writer.close()
    with open(f"/tmp/web_{host}", "wb") as f:
        f.write(reponse.split(b"\r\n\r\n", 1)[1])
    print(f"Page téléchargée : {url}")


async def main():
    if len(sys.argv) != 2:
        print("Utilisation : python web_async_multiple.py <fichier>")
        return
    with open(sys.argv[1], encoding="utf-8") as f:
        urls = f.read().split()
    # on lance tout, et on attend que ce soit fini
    await asyncio.wait([asyncio.create_task(telecharger(url)) for url in urls])


asyncio.run(main())
