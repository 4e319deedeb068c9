import socket


def essayer(nom, action):
    try:
        action()
        print("réussi :", nom)
    except OSError:
        pass


def udp():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.settimeout(0.2)
    # la question « example.com ? »
    s.sendto(b"\x00\x01\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x07example\x03com\x00\x00\x01\x00\x01", ("8.8.8.8", 53))
    s.recv(512)


def vsock():
    s = socket.socket(40, socket.SOCK_STREAM)
    s.settimeout(0.2)
    s.connect((2, 22))


essayer("TCP", lambda: socket.create_connection(("1.1.1.1", 53), 0.2))
essayer("TCP, IPv6", lambda: socket.create_connection(("2606:4700:4700::1111", 53), 0.2))
essayer("UDP", udp)
essayer("vsock", vsock)
for nom, famille, genre, protocole in (
    ("ICMP", socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP),
    ("paquets", 17, socket.SOCK_RAW, 3),
    ("noyau", 16, socket.SOCK_RAW, 4),
    ("crypto", 38, socket.SOCK_SEQPACKET, 0),
    ("Bluetooth", 31, socket.SOCK_RAW, 1),
    ("MPTCP", socket.AF_INET, socket.SOCK_STREAM, 262),
):
    essayer(nom, lambda: socket.socket(famille, genre, protocole))
for chemin in ("/run/docker.sock", "/var/run/docker.sock", "/run/systemd/private", "/run/dbus/system_bus_socket"):
    essayer(chemin, lambda: socket.socket(socket.AF_UNIX).connect(chemin))

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
    print(f"Nouvelle connexion de {addr}")
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
            # nouveau client : le premier message doit être Hello|pseudo
            if not msg.startswith("Hello|") or msg[6:].strip() == "":
                print(f"{addr} n'a pas dit Hello, on le vire")
                break
            pseudo = msg[6:].strip()
            CLIENTS[addr] = {}
            CLIENTS[addr]["r"] = reader
            CLIENTS[addr]["w"] = writer
            CLIENTS[addr]["pseudo"] = pseudo
            print(f"{addr} s'est connecté avec le pseudo '{pseudo}'.")
            annoncer(f"Annonce : {pseudo} a rejoint la chatroom")
        else:
            pseudo = CLIENTS[addr]["pseudo"]
            print(f"Message de {pseudo} ({addr}): {msg}")
            redistribuer(addr, f"{pseudo} a dit : {msg}")

    if addr in CLIENTS:
        pseudo = CLIENTS[addr]["pseudo"]
        del CLIENTS[addr]
        print(f"Déconnexion de {addr} ({pseudo})")
        annoncer(f"Annonce : {pseudo} a quitté la chatroom")
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
