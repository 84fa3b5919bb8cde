import {writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {pathToFileURL} from 'node:url';

const [limit, folder, testCase, program, modules] = process.argv.slice(2);
const {execa} = await import(pathToFileURL(createRequire(`${modules}/`).resolve('execa')));
// What the end of the program gives, success or not. The option cleanup, which is on by default, ends it when this process ends.
const result = await execa('sh', [program, testCase, folder], {
	timeout: limit * 1000, killSignal: 'SIGTERM', forceKillAfterDelay: 1000, reject: false, stripFinalNewline: false,
});
writeFileSync(`${folder}/captured.out`, result.stdout);
writeFileSync(`${folder}/captured.err`, result.stderr);
