import asyncio

host = "10.2.2.2"
port = 8888


async def handle_packet(reader, writer):
    ip, port = writer.get_extra_info("peername")
    # le client vient de se connecter, on le salue
    writer.write(f"Hello {ip}:{port}".encode())
    await writer.drain()

    while True:
        data = await reader.read(1024)
        if data == b"":
            break
        print(f"Le client {ip}:{port} dit : {data.decode()}")
    writer.close()


async def main():
    server = await asyncio.start_server(handle_packet, host, port)
    print(f"Serving on {host}:{port}")
    async with server:
        await server.serve_forever()


asyncio.run(main())
