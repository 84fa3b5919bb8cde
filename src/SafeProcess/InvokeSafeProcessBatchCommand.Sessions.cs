using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Remoting;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace SafeProcess.Commands;

/// <content>Where the items are run when not here.</content>
public sealed partial class InvokeSafeProcessBatchCommand
{
    private const string LocalSet = "Local";
    private const string SessionSet = "Session";
    private const string HostSet = "HostName";
    private const string ConnectionSet = "SSHConnection";
    private const string ComputerSet = "ComputerName";

    // A session that was asked to end has the grace period, and this for the way there and back.
    private static readonly TimeSpan _longestWay = TimeSpan.FromSeconds(5);

    // An item holds what these say of it.
    private static readonly string[] _ofItems = [nameof(SensitiveArgument), nameof(InputEncoding)];

    private IReadOnlyList<SessionSource> _sources = [];
    private SessionDispatcher? _dispatcher;

    /// <summary>The sessions that run the items. They stay open.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SessionSet)]
    public PSSession[] Session { get; set; } = [];

    /// <summary>The machines that run the items, reached over SSH: <c>name</c>, <c>user@name</c> or <c>name:port</c>.</summary>
    [Parameter(Mandatory = true, ParameterSetName = HostSet)]
    public string[] HostName { get; set; } = [];

    /// <summary>Connections over SSH, each with its own parameters.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ConnectionSet)]
    public Hashtable[] SSHConnection { get; set; } = [];

    /// <summary>The machines that run the items, reached over WinRM.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ComputerSet)]
    [Alias("Cn")]
    public string[] ComputerName { get; set; } = [];

    /// <summary>The port of the machines.</summary>
    [Parameter(ParameterSetName = HostSet)]
    [Parameter(ParameterSetName = ComputerSet)]
    public int Port { get; set; }

    /// <summary>The user on the machines.</summary>
    [Parameter(ParameterSetName = HostSet)]
    public string? UserName { get; set; }

    /// <summary>The file with the private key.</summary>
    [Parameter(ParameterSetName = HostSet)]
    [Alias("IdentityFilePath")]
    public string? KeyFilePath { get; set; }

    /// <summary>The subsystem of SSH that is PowerShell.</summary>
    [Parameter(ParameterSetName = HostSet)]
    public string? Subsystem { get; set; }

    /// <summary>The longest time a connection may take to be made, in milliseconds.</summary>
    [Parameter(ParameterSetName = HostSet)]
    public int ConnectingTimeout { get; set; }

    /// <summary>Options of <c>ssh</c>.</summary>
    [Parameter(ParameterSetName = HostSet)]
    public Hashtable? Options { get; set; }

    /// <summary>The user on the machines, with the password.</summary>
    [Parameter(ParameterSetName = ComputerSet)]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Use TLS.</summary>
    [Parameter(ParameterSetName = ComputerSet)]
    public SwitchParameter UseSSL { get; set; }

    /// <summary>The configuration of PowerShell on the machines.</summary>
    [Parameter(ParameterSetName = ComputerSet)]
    public string? ConfigurationName { get; set; }

    /// <summary>How the user is authenticated.</summary>
    [Parameter(ParameterSetName = ComputerSet)]
    public AuthenticationMechanism Authentication { get; set; }

    /// <summary>Further options of the connection.</summary>
    [Parameter(ParameterSetName = ComputerSet)]
    public PSSessionOption? SessionOption { get; set; }

    /// <summary>Install this module where it is missing.</summary>
    [Parameter(ParameterSetName = SessionSet)]
    [Parameter(ParameterSetName = HostSet)]
    [Parameter(ParameterSetName = ConnectionSet)]
    [Parameter(ParameterSetName = ComputerSet)]
    public SwitchParameter InstallModule { get; set; }

    /// <summary>Lets go of the sessions, and waits until that is done.</summary>
    private void LetGo()
    {
        if (_dispatcher is not { } dispatcher)
            return;
        dispatcher.Complete();
        _pump!.EmitUntil(() => dispatcher.IsClosed);
    }

    private bool IsElsewhere => ParameterSetName != LocalSet;

    private bool IsThrottleGiven => MyInvocation.BoundParameters.ContainsKey(nameof(ThrottleLimit));

    /// <summary>Runs items in the sessions, none of which is opened yet.</summary>
    private SessionDispatcher MakeDispatcher(SessionNews news)
    {
        var module = MyInvocation.MyCommand.Module;
        var needed = new SessionModule(module.ModuleBase, module.Version, InstallModule);
        var patience = (GracePeriod ?? new ProcessSpec("program").GracePeriod) + _longestWay;
        // Files that are there before they are needed take room.
        var leastAhead = CopyTo is null && ReturnFile is null ? SessionHost.MostAhead : 0;
        return new SessionDispatcher(_sources.Select(source => new BatchSession(source, ParametersElsewhere, needed)), news, patience, leastAhead, TimeProvider.System);
    }

    /// <summary>What the other side is called with.</summary>
    private Hashtable ParametersElsewhere()
    {
        var parameters = new Hashtable();
        foreach (var property in typeof(RunCommand).GetProperties().Where(IsSent))
            parameters[property.Name] = SentValue.Of(property.GetValue(this));
        if (IsThrottleGiven)
            parameters[nameof(ThrottleLimit)] = ThrottleLimit;
        if (BatchTimeout is { } timeout)
            parameters[nameof(BatchTimeout)] = timeout - _scheduler!.Elapsed is { Ticks: > 0 } left ? left : TimeSpan.FromTicks(1);
        return parameters;
    }

    private bool IsSent(PropertyInfo property) =>
        property.IsDefined(typeof(ParameterAttribute)) && MyInvocation.BoundParameters.ContainsKey(property.Name) && !_ofItems.Contains(property.Name);

    /// <summary>An item that a session runs: its paths are those of the other machine.</summary>
    /// <exception cref="InvalidParameterException">A value cannot be used.</exception>
    private BatchItem ItemElsewhere(ItemCall call, object? inputObject) =>
        new(call.Index, inputObject, SpecOf(call, call.Stages, call.WorkingDirectory, ProcessInput.Empty))
        {
            Call = call,
            Key = JobLog is null ? null : JobLogKey.Of(call, CleanEnvironment),
        };
}
