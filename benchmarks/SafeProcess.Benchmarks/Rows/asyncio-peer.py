# Runs /bin/true so many times and captures both streams, or counts the bytes of one program that writes as fast as it can: start N, drain BYTES.
import asyncio, sys


async def start(count):
    for _ in range(count):
        process = await asyncio.create_subprocess_exec("/bin/true", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
        await process.communicate()
        assert process.returncode == 0


async def drain(size):
    process = await asyncio.create_subprocess_exec(
        "head", "-c", str(size), "/dev/zero", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, limit=65536)
    count = 0
    while chunk := await process.stdout.read(65536):
        count += len(chunk)
    await process.wait()
    assert count == size


asyncio.run({"start": start, "drain": drain}[sys.argv[1]](int(sys.argv[2])))
