import asyncio

# l'adresse de la VM en host-only
HOST = "192.168.56.10"
PORT = 12345


async def handle_packet(reader, writer):
    ip, port = writer.get_extra_info("peername")
    while True:
        data = await reader.read(1024)
        if not data:
            break
        print(f"Message received from {ip}:{port} : {data.decode()}")
    writer.close()


async def main():
    server = await asyncio.start_server(handle_packet, HOST, PORT)
    print(f"Serving on {HOST}:{PORT}")
    async with server:
        await server.serve_forever()


asyncio.run(main())
