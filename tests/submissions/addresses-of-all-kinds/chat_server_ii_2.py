import asyncio


async def handle_packet(reader, writer):
    addr = writer.get_extra_info("peername")
    data = await reader.read(1024)
    print(f"Message reçu : {data.decode()}")
    writer.write(f"Hello {addr[0]}:{addr[1]}".encode())
    await writer.drain()
    # on garde la connexion ouverte jusqu'à ce que le client parte
    await reader.read(1024)
    writer.close()


async def main():
    server = await asyncio.start_server(handle_packet, "127.0.0.1", 8888)
    print("Serveur lancé sur 127.0.0.1:8888")
    async with server:
        await server.serve_forever()


asyncio.run(main())
