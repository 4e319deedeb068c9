import asyncio
import codecs

host = "10.2.2.2"
port = 8888

# la liste des clients connectés, la clé c'est le tuple (ip, port)
global CLIENTS
CLIENTS = {}


def annoncer(message):
    # à tout le monde
    for addr in list(CLIENTS):
        # pas de drain : un client qui lit pas bloquerait tous les autres
        CLIENTS[addr]["w"].write(message.encode())


def redistribuer(expediteur, message):
    for addr in list(CLIENTS):
        # on renvoie pas à celui qui a écrit
        if addr != expediteur:
            CLIENTS[addr]["w"].write(message.encode())


async def handle_packet(reader, writer):
    addr = writer.get_extra_info("peername")
    print(f"Connexion de {addr}")
    # sinon un accent coupé en deux par le read(1024) fait n'importe quoi
    decodeur = codecs.getincrementaldecoder("utf-8")(errors="replace")

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

        if addr not in CLIENTS:
            # nouveau client : le premier message doit être Hello pseudo
            if not msg.startswith("Hello ") or msg[6:].strip() == "":
                print(f"{addr} n'a pas dit Hello, on le vire")
                break
            pseudo = msg[6:].strip()
            CLIENTS[addr] = {}
            CLIENTS[addr]["r"] = reader
            CLIENTS[addr]["w"] = writer
            CLIENTS[addr]["pseudo"] = pseudo
            print(f"{addr} est connecté avec le pseudo '{pseudo}'.")
            annoncer(f"Annonce : {pseudo} a rejoint la chatroom")
        else:
            pseudo = CLIENTS[addr]["pseudo"]
            print(f"Message de {pseudo} ({addr}): {msg}")
            redistribuer(addr, f"{pseudo} a dit : {msg}")

    if addr in CLIENTS:
        pseudo = CLIENTS[addr]["pseudo"]
        del CLIENTS[addr]
        print(f"Déconnexion de {addr} ({pseudo})")
    writer.close()


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
