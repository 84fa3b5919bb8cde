import asyncio, sys

async def main(limit, folder, case, program):
    process = await asyncio.create_subprocess_exec(
        "sh", program, case, folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
    try:
        out, err = await asyncio.wait_for(process.communicate(), limit)
    except asyncio.TimeoutError:
        process.kill()
        out, err = await process.communicate()
    open(f"{folder}/captured.out", "wb").write(out)
    open(f"{folder}/captured.err", "wb").write(err)

asyncio.run(main(float(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]))
