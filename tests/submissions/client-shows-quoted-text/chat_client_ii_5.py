import asyncio
import os
import sys

host = "10.2.2.2"
port = 8888


def quitter(message):
    print(message)
    sys.stdout.flush()
    # le input() est encore bloqué dans son thread, donc on coupe tout
    os._exit(0)


async def async_input(writer):
    loop = asyncio.get_running_loop()
    while True:
        # input() bloque, on le met dans un thread à part
        msg = await loop.run_in_executor(None, input, "Vous : ")
        writer.write(msg.encode())
        await writer.drain()


async def async_receive(reader):
    while True:
        data = await reader.read(1024)
        if data == b"":
            print("\nConnexion fermée par le serveur.")
            return
        print(f"\r{data.decode()!r}")


async def main(pseudo):
    reader, writer = await asyncio.open_connection(host=host, port=port)
    writer.write(f"Hello|{pseudo}".encode())
    await writer.drain()
    try:
        await asyncio.gather(async_input(writer), async_receive(reader))
    except asyncio.CancelledError:
        quitter("\nAu revoir !")


if __name__ == "__main__":
    pseudo = input("Entrez votre pseudo : ")
    try:
        asyncio.run(main(pseudo))
    except KeyboardInterrupt:
        print("\nAu revoir !")
