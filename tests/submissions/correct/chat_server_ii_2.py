import asyncio

host = "10.2.2.2"
port = 8888


async def handle_packet(reader, writer):
    addr = writer.get_extra_info("peername")

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

        msg = data.decode(errors="replace")
        print(f"Message du client ({addr[0]}:{addr[1]}): {msg}")

        writer.write(f"Hello {addr[0]}:{addr[1]}".encode())
        print(f"Réponse envoyée à {addr[0]}:{addr[1]}")

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
