namespace SafeProcess.Platform.Windows.Native;

/// <summary>System error codes that mean something here (winerror.h).</summary>
internal static class Win32Error
{
    public const int FileNotFound = 2;
    public const int PathNotFound = 3;
    public const int TooManyOpenFiles = 4;
    public const int AccessDenied = 5;
    public const int NotEnoughMemory = 8;
    public const int BadFormat = 11;
    public const int InvalidDrive = 15;
    public const int NotSupported = 50;
    public const int BadNetPath = 53;
    public const int BadNetName = 67;
    public const int InvalidParameter = 87;
    public const int BrokenPipe = 109;
    public const int InvalidName = 123;
    public const int InsufficientBuffer = 122;
    public const int BadPathName = 161;
    public const int InvalidExecutableSignature = 191;
    public const int MachineMismatch = 216;
    public const int BadExecutableFormat = 193;
    public const int FileNameTooLong = 206;
    public const int VirusInfected = 225;
    public const int VirusDeleted = 226;
    public const int MoreData = 234;
    public const int InvalidDirectory = 267;
    public const int ElevationRequired = 740;
    public const int DisabledByPolicy = 1260;
    public const int NoSystemResources = 1450;
    public const int CommitmentLimit = 1455;
    public const int NotEnoughQuota = 1816;
}
