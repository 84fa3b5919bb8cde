// Runs /bin/true so many times and captures both streams, or counts the bytes of one program that writes as fast as it can: FOLDER start N, FOLDER drain BYTES.
import {createRequire} from 'node:module';
import {pathToFileURL} from 'node:url';

const [folder, kind, amount] = process.argv.slice(2);
const {execa} = await import(pathToFileURL(createRequire(`${folder}/`).resolve('execa')));
if (kind === 'start') {
	for (let left = Number(amount); left > 0; left--) {
		await execa('/bin/true');
	}
} else {
	const program = execa('head', ['-c', amount, '/dev/zero'], {buffer: false});
	let count = 0;
	for await (const chunk of program.stdout) {
		count += chunk.length;
	}

	await program;
	if (count !== Number(amount)) {
		throw new Error('Not every byte arrived.');
	}
}
