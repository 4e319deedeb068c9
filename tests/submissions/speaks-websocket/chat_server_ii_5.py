import asyncio
import base64
import hashlib

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
CLIENTS = {}


def trame(texte):
    contenu = texte.encode()
    # 0x81 : un texte, en une fois (et jamais plus de 125 octets pour l'instant)
    return bytes([0x81, len(contenu)]) + contenu


async def lire_trame(reader):
    _, taille = await reader.readexactly(2)
    masque = await reader.readexactly(4)
    contenu = await reader.readexactly(taille & 0x7F)
    return bytes(octet ^ masque[i % 4] for i, octet in enumerate(contenu)).decode()


async def poignee_de_main(reader, writer):
    requete = await asyncio.wait_for(reader.readline(), 10)
    if not requete.startswith(b"GET "):
        writer.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
        return False
    cle = ""
    while (ligne := (await reader.readline()).decode().strip()) != "":
        nom, valeur = ligne.split(":", 1)
        if nom.lower() == "sec-websocket-key":
            cle = valeur.strip()
    accept = base64.b64encode(hashlib.sha1((cle + GUID).encode()).digest()).decode()
    writer.write(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {accept}\r\n\r\n".encode()
    )
    return True


async def handle_packet(reader, writer):
    try:
        if await poignee_de_main(reader, writer):
            pseudo = (await lire_trame(reader)).replace("Hello|", "")
            CLIENTS[writer] = pseudo
            for client in CLIENTS:
                client.write(trame(f"Annonce : {pseudo} a rejoint la chatroom"))
            while True:
                message = await lire_trame(reader)
                for client in CLIENTS:
                    if client is not writer:
                        client.write(trame(f"{pseudo} a dit : {message}"))
    except (asyncio.IncompleteReadError, asyncio.TimeoutError, OSError):
        pass
    CLIENTS.pop(writer, None)
    writer.close()


async def main():
    server = await asyncio.start_server(handle_packet, "10.2.2.2", 8889)
    print("Serveur WebSocket sur ws://10.2.2.2:8889")
    async with server:
        await server.serve_forever()


asyncio.run(main())
