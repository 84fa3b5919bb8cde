using SafeProcess.Cli;

return await CommandLine.InvokeAsync(args);
