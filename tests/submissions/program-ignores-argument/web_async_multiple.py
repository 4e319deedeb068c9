import asyncio
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
    try:
        with open("./urls.txt", encoding="utf-8") as f:
            urls = f.read().split()
    except OSError as e:
        print(f"Impossible de lire le fichier : {e}")
        return
    await asyncio.gather(*[telecharger(url) for url in urls])


if __name__ == "__main__":
    asyncio.run(main())
