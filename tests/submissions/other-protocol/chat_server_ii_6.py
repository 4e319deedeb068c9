import asyncio
import json

host = "10.2.2.2"
port = 8888

# la liste des clients connectés, la clé c'est le tuple (ip, port)
global CLIENTS
CLIENTS = {}


# un message = une ligne de json
def envoyer(writer, message):
    writer.write((json.dumps(message, ensure_ascii=False) + "\n").encode())


def annoncer(message):
    # à tout le monde
    for addr in list(CLIENTS):
        # pas de drain : un client qui lit pas bloquerait tous les autres
        envoyer(CLIENTS[addr]["w"], message)


def redistribuer(expediteur, message):
    for addr in list(CLIENTS):
        # on renvoie pas à celui qui a écrit
        if addr != expediteur:
            envoyer(CLIENTS[addr]["w"], message)


async def handle_packet(reader, writer):
    addr = writer.get_extra_info("peername")
    print(f"Nouvelle connexion de {addr}")

    while True:
        try:
            data = await reader.readline()
        except (OSError, ValueError):
            # le client a coupé brutalement (ou envoyé une ligne énorme)
            data = b""
        except asyncio.CancelledError:
            # CTRL + C sur le serveur
            print(f"Connexion annulée avec {addr}")
            return

        # message vide = le client est parti
        if data == b"":
            break

        try:
            recu = json.loads(data)
            action = recu["type"]
            msg = recu["contenu"]
        except (ValueError, KeyError, TypeError):
            envoyer(writer, {"type": "erreur", "contenu": "json invalide"})
            continue

        if addr not in CLIENTS:
            # nouveau client : le premier message doit être un hello
            if action != "hello" or msg == "":
                print(f"{addr} n'a pas dit hello, on le vire")
                break
            pseudo = msg
            CLIENTS[addr] = {}
            CLIENTS[addr]["r"] = reader
            CLIENTS[addr]["w"] = writer
            CLIENTS[addr]["pseudo"] = pseudo
            print(f"{addr} s'est connecté avec le pseudo '{pseudo}'.")
            annoncer({"type": "arrivee", "pseudo": pseudo})
        else:
            pseudo = CLIENTS[addr]["pseudo"]
            print(f"Message de {pseudo} ({addr}): {msg}")
            redistribuer(addr, {"type": "message", "pseudo": pseudo, "contenu": msg})

    if addr in CLIENTS:
        pseudo = CLIENTS[addr]["pseudo"]
        del CLIENTS[addr]
        print(f"Déconnexion de {addr} ({pseudo})")
        annoncer({"type": "depart", "pseudo": pseudo})
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
