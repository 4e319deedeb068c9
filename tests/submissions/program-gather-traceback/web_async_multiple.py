import asyncio
import sys
from urllib.parse import urlsplit


async def get_content(url):
    morceaux = urlsplit(url)
    reader, writer = await asyncio.open_connection(morceaux.hostname, morceaux.port or 443, ssl=True)
    # HTTP/1.0 : une seule réponse, d'un bloc, et le serveur ferme après
    requete = f"GET {morceaux.path or '/'} HTTP/1.0\r\nHost: {morceaux.netloc}\r\nConnection: close\r\n\r\n"
    writer.write(requete.encode())
    await writer.drain()
    reponse = await reader.read()
    writer.close()
    entete, contenu = reponse.split(b"\r\n\r\n", 1)
    if entete.split()[1] != b"200":
        raise OSError(entete.splitlines()[0].decode())
    return contenu


def write_content(content, file):
    # en binaire : on écrit exactement ce qu'on a reçu
    with open(file, "wb") as f:
        f.write(content)


async def main():
    if len(sys.argv) != 2:
        print("Utilisation : python web_async_multiple.py <fichier>")
        return
    with open(sys.argv[1], encoding="utf-8") as f:
        urls = f.read().split()
    pages = await asyncio.gather(*[get_content(url) for url in urls])
    for url, page in zip(urls, pages):
        fichier = f"/tmp/web_{urlsplit(url).netloc}"
        write_content(page, fichier)
        print(f"Page téléchargée : {url} -> {fichier}")


if __name__ == "__main__":
    asyncio.run(main())
