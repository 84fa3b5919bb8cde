import asyncio, os, signal, sys

async def drain(stream, path):
    with open(path, "wb") as file:
        while data := await stream.read(65536):
            file.write(data)

async def main(limit, folder, case, program):
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asyncio.current_task().cancel)
    process = await asyncio.create_subprocess_exec(
        "sh", program, case, folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, start_new_session=True)
    drains = asyncio.gather(drain(process.stdout, f"{folder}/captured.out"), drain(process.stderr, f"{folder}/captured.err"))
    try:
        await asyncio.wait_for(asyncio.gather(asyncio.shield(drains), process.wait()), limit)
    except asyncio.TimeoutError:
        pass
    finally:
        # Also when the task is canceled, as Ctrl+C and here SIGTERM do. The group stays the program's until the program has been waited for.
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                await asyncio.wait_for(process.wait(), 1)
            except asyncio.TimeoutError:
                os.killpg(process.pid, signal.SIGKILL)
                await process.wait()
        drains.cancel()

asyncio.run(main(float(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]))
