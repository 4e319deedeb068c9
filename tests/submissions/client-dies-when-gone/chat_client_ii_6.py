import asyncio
import sys

host = "10.2.2.2"
port = 8888


async def async_input(writer):
    lignes = asyncio.Queue()
    # pas de thread : c'est la boucle qui surveille le clavier
    asyncio.get_running_loop().add_reader(sys.stdin, lambda: lignes.put_nowait(sys.stdin.readline()))
    while True:
        print("Vous : ", end="", flush=True)
        msg = await lignes.get()
        writer.write(msg.rstrip("\n").encode())
        await writer.drain()


async def async_receive(reader):
    while True:
        data = await reader.read(1024)
        if data == b"":
            raise ConnectionError
        print(f"\r{data.decode()}")


async def main(pseudo):
    reader, writer = await asyncio.open_connection(host=host, port=port)
    writer.write(f"Hello|{pseudo}".encode())
    await writer.drain()
    await asyncio.gather(async_input(writer), async_receive(reader))


if __name__ == "__main__":
    pseudo = input("Entrez votre pseudo : ")
    try:
        asyncio.run(main(pseudo))
    except KeyboardInterrupt:
        print("\nAu revoir !")
