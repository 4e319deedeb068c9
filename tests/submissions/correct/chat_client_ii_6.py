import asyncio
import codecs
import os
import sys

host = "10.2.2.2"
port = 8888


def quitter():
    # le thread du input() reste bloqué, donc on coupe tout d'un coup
    # (et _exit ne vide pas les print, il faut le faire avant)
    sys.stdout.flush()
    os._exit(0)


async def async_input(writer):
    while True:
        try:
            # input() bloque, donc on le met dans un thread à part
            msg = await asyncio.to_thread(input, "Vous : ")
        except EOFError:
            # plus de clavier, on continue juste à recevoir
            return
        if msg == "":
            continue
        try:
            writer.write(msg.encode())
            await writer.drain()
        except OSError:
            # le serveur est parti, async_receive s'en occupe
            pass


async def async_receive(reader):
    decodeur = codecs.getincrementaldecoder("utf-8")(errors="replace")
    while True:
        try:
            data = await reader.read(1024)
        except OSError:
            data = b""
        if data == b"":
            print("\nConnexion fermée par le serveur.")
            # le serveur est parti, ça sert plus à rien de rester
            quitter()
        print(f"\r{decodeur.decode(data)}\n")


async def main(pseudo):
    reader, writer = await asyncio.open_connection(host=host, port=port)
    writer.write(f"Hello|{pseudo}".encode())
    await writer.drain()
    print(f"Vous êtes connecté en tant que '{pseudo}'. Tapez votre message !")
    try:
        await asyncio.gather(async_input(writer), async_receive(reader))
    except asyncio.CancelledError:
        print("\nClient arrêté manuellement.")
    print("\nFermeture de la connexion.")
    writer.close()
    quitter()


if __name__ == "__main__":
    try:
        # le pseudo c'est avant l'asynchrone
        pseudo = input("Entrez votre pseudo : ")
        print(f"Connexion au serveur {host}:{port}...")
        asyncio.run(main(pseudo))
    except KeyboardInterrupt:
        print("\nClient arrêté manuellement.")
