import asyncio
import sys


async def get_content(url):
    host = url.replace("https://", "")
    reader, writer = await asyncio.open_connection(host, 443, ssl=True)
    writer.write(f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    await writer.drain()
    reponse = await reader.read()
    writer.close()
    return reponse.decode(errors="ignore").split("\r\n\r\n", 1)[1]


async def write_content(contenu, fichier):
    with open(fichier, "w", encoding="utf-8") as f:
        f.write(contenu)


async def main():
    if len(sys.argv) != 2:
        print("Utilisation : python web_async.py <URL>")
        return
    try:
        contenu = await get_content(sys.argv[1])
    except OSError as e:
        print(f"Impossible de récupérer la page : {e}")
        return
    await write_content(contenu, "/tmp/web_page")


asyncio.run(main())
