using SafeProcess.Cli;

StandardStream.LeaveClosedOnes();
return await CommandLine.InvokeAsync(args);
