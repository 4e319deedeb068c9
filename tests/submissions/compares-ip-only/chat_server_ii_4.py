import asyncio
import codecs

host = "10.2.2.2"
port = 8888

# la liste des clients connectés, la clé c'est le tuple (ip, port)
global CLIENTS
CLIENTS = {}


def redistribuer(expediteur, message):
    for addr in list(CLIENTS):
        # on renvoie pas à celui qui a écrit
        if addr[0] != expediteur[0]:
            # pas de drain : un client qui lit pas bloquerait tous les autres
            CLIENTS[addr]["w"].write(message.encode())


async def handle_packet(reader, writer):
    addr = writer.get_extra_info("peername")
    print(f"Nouvelle connexion de {addr}")
    # sinon un accent coupé en deux par le read(1024) fait n'importe quoi
    decodeur = codecs.getincrementaldecoder("utf-8")(errors="replace")

    if addr not in CLIENTS:
        CLIENTS[addr] = {}
        CLIENTS[addr]["r"] = reader
        CLIENTS[addr]["w"] = writer

    while True:
        try:
            data = await reader.read(1024)
        except OSError:
            # le client a coupé brutalement
            data = b""
        except asyncio.CancelledError:
            # CTRL + C sur le serveur
            print(f"Connexion annulée avec {addr}")
            return

        # message vide = le client est parti
        if data == b"":
            break

        msg = decodeur.decode(data)
        if msg == "":
            continue
        print(f"Message received from {addr[0]}:{addr[1]} : {msg}")
        redistribuer(addr, f"{addr[0]}:{addr[1]} a dit : {msg}")

    del CLIENTS[addr]
    writer.close()
    print(f"Connexion fermée avec {addr}")


async def main():
    server = await asyncio.start_server(handle_packet, host, port)
    print(f"Serving on {server.sockets[0].getsockname()}")

    # on attend ici jusqu'au CTRL + C
    # (pas serve_forever : en python 3.12 il attend que tous les clients soient partis)
    try:
        await asyncio.Event().wait()
    finally:
        server.close()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        print("\nServeur arrêté manuellement.")
