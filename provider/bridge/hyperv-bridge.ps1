# The PowerShell side of hyperv-reference-points: carries out calls of CIM with the CIM cmdlets, and knows nothing of
# Hyper-V. For Windows PowerShell 5.1 and PowerShell 7; plain ASCII. It is dot-sourced once into a shell that reads
# commands from its standard input; nothing is written to the error stream, and nothing waits.
#
# WIRE CONTRACT
#
# Call, one line:      Invoke-HvBridge '<base64 of UTF-8 JSON>'
#   { "call": "<16 hexadecimal digits>", "operations": [ operation, ... ] }
#   "invoke" is always the only operation of its call.
#
# Operation:
#   { "kind": "open", "namespace": "root/virtualization/v2", "remote": remote, "provider": 1234 }
#       without "remote": this computer. "provider" is the id of the process that asks, where it runs on this computer.
#   { "kind": "query", "className": name, "where": { name: TEXT, ... } }          without "where": all instances
#   { "kind": "get", "reference": reference }
#   { "kind": "associators", "reference": reference, "resultClass": name, "associationClass": name }   the last is optional
#   { "kind": "invoke", "reference": reference, "method": name, "arguments": { name: value, ... }, "latest": 12345 }
#       "latest" is the last reading of the stopwatch at which the method may begin: see Assert-HvMayBegin.
#   { "kind": "echo", "values": { name: value, ... } }                            answers as the out parameters of a method
#   { "kind": "describe" }                                                        answers as "echo": see Get-HvDescription
#   "describe" needs no "open" before it.
# remote:
#   { "protocol": "Wsman" | "Dcom", "computerName": TEXT, "username": TEXT, "authentication": name, "useSsl": true, "port": 5986,
#     "skipCaCheck": true, "skipCnCheck": true, "skipRevocationCheck": true, "encodePortInServicePrincipalName": true,
#     "maxEnvelopeSizeKb": 8192, "proxyType": name, "proxyAuthentication": name, "proxyUsername": TEXT }
#   all but the first two are optional; "Dcom" has "username" only. The passwords of "username" and "proxyUsername" are in the
#   environment of the shell, in HYPERV_RP_BRIDGE_PASSWORD and HYPERV_RP_BRIDGE_PROXY_PASSWORD, which are removed when this
#   script is loaded.
#
# Reply, one line each, in the order of the operations:   <<hvrp:<call>:<number>:<base64 of UTF-8 JSON>:<check sum>>>
#   The number counts the lines of the call from 0. The check sum is the first 16 hexadecimal digits, in lower case, of
#   the SHA-256 of what stands between "<<hvrp:" and the colon before it.
#   { "kind": "page", "operation": 0, "instances": [ instance, ... ] }       1 to 50 instances; any number, before "done"
#   { "kind": "done", "operation": 0, "frames": 1, "instances": 50 }         query, get, associators, open: what came before
#   { "kind": "result", "operation": 0, "method": { "returnValue": 0, "out": { name: value, ... } } }   invoke, echo, describe
#   { "kind": "error", "operation": 0, "sent": false, "error": error }       pages that came before it count for nothing
#       "sent" says whether the method of an "invoke" may have begun.
#   { "kind": "end" }                                                        the call is over
#   Each has a field "clock", too: the reading of the stopwatch that runs since this script was loaded, in milliseconds.
# "get" answers with one instance or none. Before this script is loaded, a shell that cannot load it says so in
# <<hvrp:<call>:!reason>>.
#
# instance:   { "reference": reference, "properties": { name: value, ... } }
# reference:  { "className": name, "keys": { name: TEXT, ... } }
# value:      { "type": type, "value": data or null }   or   { "type": type, "values": [ data, ... ] }
# data, by type:
#   string                                      TEXT
#   boolean                                     true, false
#   uint8 uint16 uint32 sint8 sint16 sint32     a number
#   uint64 sint64                               decimal digits in a string
#   real32 real64                               a decimal number, NaN, Infinity or -Infinity in a string
#   datetime                                    milliseconds since 1970-01-01T00:00:00Z, a number
#   interval                                    milliseconds, a number
#   reference                                   reference
#   instance                                    { "className": name, "properties": { name: value, ... }, "optional": [ name, ... ] }
#       "optional" is in arguments only: properties that are left out where the class of the host does not have them.
# TEXT is base64 of the UTF-16 code units of a string, low byte first: ConvertFrom-Json takes some strings for dates, and
# no string may become script or JSON syntax. In a reply an embedded instance that its class declares as a string stays
# the string it is.
#
# error:      { "id": TEXT, "category": name, "type": name, "hresult": "0x80131500", "nativeErrorCode": name or "",
#               "messageId": TEXT, "message": TEXT }
#   "id" is the FullyQualifiedErrorId. Errors of the bridge itself have an id that begins with "HvBridge.":
#   HvBridge.CimCmdletsMissing, HvBridge.CimCmdletsBroken, HvBridge.ObjectNotFound, HvBridge.ClassNotFound,
#   HvBridge.NotBegun, HvBridge.NoReturnValue, HvBridge.UnknownOperation.

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$WarningPreference = 'SilentlyContinue'
$VerbosePreference = 'SilentlyContinue'
$InformationPreference = 'SilentlyContinue'
$DebugPreference = 'SilentlyContinue'

# The password never stands in a line that is sent, nor in the arguments of a command: both may be logged.
function Receive-HvPassword([string]$Variable) {
  $password = [System.Security.SecureString]::new()
  $text = [Environment]::GetEnvironmentVariable($Variable)
  if ([string]::IsNullOrEmpty($text)) { return $password }
  Remove-Item -LiteralPath ('Env:' + $Variable)
  foreach ($character in $text.ToCharArray()) { $password.AppendChar($character) }
  return $password
}
$script:HvPassword = Receive-HvPassword 'HYPERV_RP_BRIDGE_PASSWORD'
$script:HvProxyPassword = Receive-HvPassword 'HYPERV_RP_BRIDGE_PROXY_PASSWORD'

$script:HvInvariant = [System.Globalization.CultureInfo]::InvariantCulture
$script:HvEpochTicks = 621355968000000000
$script:HvTicksPerMillisecond = 10000
$script:HvInstancesPerPage = 50
$script:HvStopwatch = [System.Diagnostics.Stopwatch]::StartNew()

# Where a policy demands certified algorithms, an older .NET refuses the usual implementation.
function New-HvHash {
  try { return [System.Security.Cryptography.SHA256]::Create() }
  catch { return [System.Security.Cryptography.SHA256CryptoServiceProvider]::new() }
}
$script:HvHash = New-HvHash

# Set by the operation "open".
$script:HvNamespace = ''
$script:HvSession = @{}
$script:HvClasses = @{}
$script:HvProvider = $null

# Of the call under way: how many frames were written, and whether the method of its operation may have begun.
$script:HvFrames = 0
$script:HvSent = $false

# ---- Strings, numbers, times ----

# Unlike [Text.Encoding]::Unicode these keep a lone surrogate what it is.
function ConvertTo-HvText([string]$Text) {
  $bytes = [byte[]]::new(2 * $Text.Length)
  [System.Buffer]::BlockCopy($Text.ToCharArray(), 0, $bytes, 0, $bytes.Length)
  return [Convert]::ToBase64String($bytes)
}

function ConvertFrom-HvText([string]$Data) {
  $bytes = [Convert]::FromBase64String($Data)
  $characters = [char[]]::new($bytes.Length / 2)
  [System.Buffer]::BlockCopy($bytes, 0, $characters, 0, $bytes.Length)
  return [string]::new($characters)
}

function ConvertTo-HvMilliseconds([long]$Ticks) {
  return ($Ticks - ($Ticks % $script:HvTicksPerMillisecond)) / $script:HvTicksPerMillisecond
}

# A field that may be absent; $null then.
function Get-HvField($Object, [string]$Name) {
  $property = $Object.PSObject.Properties[$Name]
  if ($null -eq $property) { return $null }
  return , $property.Value
}

# ---- From CIM to the wire ----

function ConvertTo-HvData($Value, [string]$Type) {
  switch ($Type) {
    'string' { return (ConvertTo-HvText $Value) }
    'boolean' { return [bool]$Value }
    'uint64' { return ([uint64]$Value).ToString($script:HvInvariant) }
    'sint64' { return ([int64]$Value).ToString($script:HvInvariant) }
    'real32' { return ([double]$Value).ToString('R', $script:HvInvariant) }
    'real64' { return ([double]$Value).ToString('R', $script:HvInvariant) }
    'datetime' { return (ConvertTo-HvMilliseconds (([datetime]$Value).ToUniversalTime().Ticks - $script:HvEpochTicks)) }
    'interval' { return (ConvertTo-HvMilliseconds ([timespan]$Value).Ticks) }
    'reference' { return (ConvertTo-HvReference $Value) }
    'instance' { return @{ className = $Value.CimSystemProperties.ClassName; properties = (ConvertTo-HvProperties $Value) } }
    default { return [long]$Value }
  }
}

# The type is the declared one, such as 'UInt16' or 'StringArray'.
function ConvertTo-HvValue($Value, [string]$CimType) {
  $type = $CimType.ToLowerInvariant()
  $isArray = $type.EndsWith('array')
  if ($isArray) { $type = $type.Substring(0, $type.Length - 5) }
  if ($type -eq 'char16') { $type = 'uint16' }
  # CIM has one type for a point in time and a length of time.
  if ($type -eq 'datetime' -and @($Value).Length -gt 0 -and @($Value)[0] -is [timespan]) { $type = 'interval' }
  if ($null -eq $Value) { return @{ type = $type; value = $null } }
  if (-not $isArray) { return @{ type = $type; value = (ConvertTo-HvData $Value $type) } }
  $list = [System.Collections.ArrayList]::new()
  foreach ($item in $Value) { [void]$list.Add((ConvertTo-HvData $item $type)) }
  return @{ type = $type; values = $list }
}

function ConvertTo-HvProperties($Instance) {
  $properties = @{}
  foreach ($property in $Instance.CimInstanceProperties) {
    $properties[$property.Name] = ConvertTo-HvValue $property.Value $property.CimType
  }
  return $properties
}

function Test-HvKey($Property) {
  return ($Property.Flags -band [Microsoft.Management.Infrastructure.CimFlags]::Key) -ne 0
}

function Test-HvInstance($Value) {
  if ($Value -is [Microsoft.Management.Infrastructure.CimInstance]) { return $true }
  return $null -ne $Value.PSObject.Properties['CimInstanceProperties']
}

# Keys are strings; those of an association are references, written as paths.
function ConvertTo-HvKeyText($Value) {
  if ($null -eq $Value) { return '' }
  if (-not (Test-HvInstance $Value)) { return [Convert]::ToString($Value, $script:HvInvariant) }
  $keys = foreach ($property in $Value.CimInstanceProperties) {
    if (Test-HvKey $property) {
      $text = (ConvertTo-HvKeyText $property.Value).Replace('\', '\\').Replace('"', '\"')
      $property.Name + '="' + $text + '"'
    }
  }
  return $Value.CimSystemProperties.ClassName + '.' + (@($keys) -join ',')
}

function ConvertTo-HvReference($Instance) {
  $keys = @{}
  foreach ($property in $Instance.CimInstanceProperties) {
    if (Test-HvKey $property) { $keys[$property.Name] = ConvertTo-HvText (ConvertTo-HvKeyText $property.Value) }
  }
  return @{ className = $Instance.CimSystemProperties.ClassName; keys = $keys }
}

function ConvertTo-HvInstance($Instance) {
  return @{ reference = (ConvertTo-HvReference $Instance); properties = (ConvertTo-HvProperties $Instance) }
}

# Out parameters come without their declared types: the type of the .NET value says which it is.
function Get-HvCimType($Value) {
  if ($null -eq $Value) { return 'string' }
  if ($Value -is [array]) {
    if ($Value.Length -gt 0) { return (Get-HvCimType $Value[0]) + 'array' }
    $element = $Value.GetType().GetElementType()
    return (Get-HvCimTypeOfName $element.Name) + 'array'
  }
  if (Test-HvInstance $Value) {
    foreach ($property in $Value.CimInstanceProperties) {
      if (Test-HvKey $property) { return 'reference' }
    }
    return 'instance'
  }
  $type = $Value.GetType()
  return (Get-HvCimTypeOfName $type.Name)
}

function Get-HvCimTypeOfName([string]$Name) {
  switch ($Name) {
    'Boolean' { return 'boolean' }
    'Byte' { return 'uint8' }
    'UInt16' { return 'uint16' }
    'UInt32' { return 'uint32' }
    'UInt64' { return 'uint64' }
    'SByte' { return 'sint8' }
    'Int16' { return 'sint16' }
    'Int32' { return 'sint32' }
    'Int64' { return 'sint64' }
    'Single' { return 'real32' }
    'Double' { return 'real64' }
    'Char' { return 'char16' }
    'DateTime' { return 'datetime' }
    'TimeSpan' { return 'interval' }
    'CimInstance' { return 'reference' }
    default { return 'string' }
  }
}

# ---- From the wire to CIM ----

$script:HvNetTypes = @{
  string = [string]
  boolean = [bool]
  uint8 = [byte]
  uint16 = [uint16]
  uint32 = [uint32]
  uint64 = [uint64]
  sint8 = [sbyte]
  sint16 = [int16]
  sint32 = [int32]
  sint64 = [int64]
  real32 = [single]
  real64 = [double]
  datetime = [datetime]
  interval = [timespan]
  instance = [string]
}

function ConvertFrom-HvData($Data, [string]$Type) {
  switch ($Type) {
    'string' { return (ConvertFrom-HvText $Data) }
    'boolean' { return [bool]$Data }
    'uint8' { return [byte]$Data }
    'uint16' { return [uint16]$Data }
    'uint32' { return [uint32]$Data }
    'uint64' { return [uint64]::Parse($Data, $script:HvInvariant) }
    'sint8' { return [sbyte]$Data }
    'sint16' { return [int16]$Data }
    'sint32' { return [int32]$Data }
    'sint64' { return [int64]::Parse($Data, $script:HvInvariant) }
    'real32' { return [single]::Parse($Data, $script:HvInvariant) }
    'real64' { return [double]::Parse($Data, $script:HvInvariant) }
    'datetime' { return [datetime]::new($script:HvEpochTicks + $script:HvTicksPerMillisecond * [long]$Data, [System.DateTimeKind]::Utc) }
    'interval' { return [timespan]::new($script:HvTicksPerMillisecond * [long]$Data) }
    'reference' { return (ConvertFrom-HvReference $Data) }
    'instance' { return (ConvertFrom-HvEmbedded $Data) }
    default { throw "there is no type '$Type'" }
  }
}

# Methods refuse an integer of another width, so every value gets exactly its type.
function ConvertFrom-HvValue($Value) {
  $type = $Value.type
  $items = Get-HvField $Value 'values'
  if ($null -eq $items) {
    if ($null -eq $Value.value) { return $null }
    return (ConvertFrom-HvData $Value.value $type)
  }
  $element = $script:HvNetTypes[$type]
  if ($type -eq 'reference') { $element = [Microsoft.Management.Infrastructure.CimInstance] }
  $array = [array]::CreateInstance($element, $items.Length)
  for ($index = 0; $index -lt $items.Length; $index++) {
    $array[$index] = ConvertFrom-HvData $items[$index] $type
  }
  return , $array
}

function ConvertFrom-HvFields($Fields) {
  $values = @{}
  foreach ($field in $Fields.PSObject.Properties) { $values[$field.Name] = ConvertFrom-HvValue $field.Value }
  return $values
}

# A REF: an instance that exists only here and has only keys.
function ConvertFrom-HvReference($Reference) {
  $keys = @{}
  foreach ($key in $Reference.keys.PSObject.Properties) { $keys[$key.Name] = ConvertFrom-HvText $key.Value }
  $names = [string[]]@($keys.Keys)
  return New-CimInstance -ClientOnly -Namespace $script:HvNamespace -ClassName $Reference.className -Property $keys -Key $names
}

# An embedded instance travels as CIM-XML in a string.
function ConvertFrom-HvEmbedded($Embedded) {
  $class = Get-HvClass $Embedded.className
  $properties = ConvertFrom-HvFields $Embedded.properties
  foreach ($name in (Get-HvField $Embedded 'optional')) {
    if ($null -eq $class.CimClassProperties[$name]) { $properties.Remove($name) }
  }
  return ConvertTo-HvXml (New-CimInstance -ClientOnly -CimClass $class -Property $properties)
}

function ConvertTo-HvXml($Instance) {
  $serializer = [Microsoft.Management.Infrastructure.Serialization.CimSerializer]::Create()
  try {
    $options = [Microsoft.Management.Infrastructure.Serialization.InstanceSerializationOptions]::None
    return [System.Text.Encoding]::Unicode.GetString($serializer.Serialize($Instance, $options))
  }
  finally {
    $serializer.Dispose()
  }
}

function Get-HvClass([string]$Name) {
  if (-not $script:HvClasses.ContainsKey($Name)) {
    $session = $script:HvSession
    try {
      $script:HvClasses[$Name] = Get-CimClass -Namespace $script:HvNamespace -ClassName $Name @session
    }
    catch {
      # "Not found" must only ever be said of the object of a call.
      if ([string](Get-HvField $_.Exception 'NativeErrorCode') -ne 'NotFound') { throw }
      throw (New-HvError 'HvBridge.ClassNotFound' "The host has no class $Name.")
    }
  }
  return $script:HvClasses[$Name]
}

# The one place where a string becomes part of a query. WQL escapes with a backslash.
function ConvertTo-HvLiteral([string]$Text) {
  return "'" + $Text.Replace('\', '\\').Replace("'", "\'") + "'"
}

function ConvertTo-HvFilter($Where) {
  $conditions = foreach ($field in $Where.PSObject.Properties) {
    $field.Name + ' = ' + (ConvertTo-HvLiteral (ConvertFrom-HvText $field.Value))
  }
  return @($conditions) -join ' AND '
}

# ---- Operations ----

function New-HvError([string]$Id, [string]$Message) {
  $exception = New-Object -TypeName System.InvalidOperationException -ArgumentList $Message
  return New-Object -TypeName System.Management.Automation.ErrorRecord -ArgumentList $exception, $Id, 'NotSpecified', $null
}

# A module that is there and cannot be loaded must not pass for one that is not: Get-Command finds no cmdlet in either case.
function Import-HvCimCmdlets {
  if ($null -ne (Get-Command -Name Get-CimInstance -ErrorAction Ignore)) { return }
  if ($null -eq (Get-Module -ListAvailable -Name CimCmdlets)) {
    throw (New-HvError 'HvBridge.CimCmdletsMissing' 'This PowerShell has no CIM cmdlets.')
  }
  try {
    Import-Module -Name CimCmdlets
  }
  catch {
    $reason = $_.Exception.Message
    throw (New-HvError 'HvBridge.CimCmdletsBroken' "The module CimCmdlets cannot be loaded: $reason")
  }
}

function Open-HvHost($Operation) {
  Import-HvCimCmdlets
  $script:HvNamespace = $Operation.namespace
  $script:HvProvider = Find-HvProcess (Get-HvField $Operation 'provider')
  $remote = Get-HvField $Operation 'remote'
  if ($null -ne $remote) { $script:HvSession = @{ CimSession = (New-HvSession $remote) } }
}

# A process that cannot be seen from here, through a wrapper or in a container, cannot be watched either.
function Find-HvProcess($Id) {
  if ($null -eq $Id) { return $null }
  try {
    $process = [System.Diagnostics.Process]::GetProcessById([int]$Id)
    if ($process.HasExited) { return $null }
    return $process
  }
  catch {
    return $null
  }
}

# The fields of a remote computer that are parameters of New-CimSessionOption, by their names there.
$script:HvWsmanOptions = @{
  useSsl = 'UseSsl'
  skipCaCheck = 'SkipCACheck'
  skipCnCheck = 'SkipCNCheck'
  skipRevocationCheck = 'SkipRevocationCheck'
  encodePortInServicePrincipalName = 'EncodePortInServicePrincipalName'
  maxEnvelopeSizeKb = 'MaxEnvelopeSizeKB'
  proxyType = 'ProxyType'
  proxyAuthentication = 'ProxyAuthentication'
}

# The parameter Protocol excludes those of WSMan, which is the default.
function New-HvSessionOption($Remote) {
  if ($Remote.protocol -eq 'Dcom') { return (New-CimSessionOption -Protocol Dcom) }
  $options = @{}
  foreach ($field in $script:HvWsmanOptions.Keys) {
    $value = Get-HvField $Remote $field
    if ($null -ne $value) { $options[$script:HvWsmanOptions[$field]] = $value }
  }
  $username = Get-HvField $Remote 'proxyUsername'
  if ($null -ne $username) { $options['ProxyCredential'] = New-HvCredential $username $script:HvProxyPassword }
  if ($options.Count -eq 0) { return (New-CimSessionOption -Protocol Wsman) }
  return (New-CimSessionOption @options)
}

function New-HvCredential([string]$Username, [System.Security.SecureString]$Password) {
  return [System.Management.Automation.PSCredential]::new((ConvertFrom-HvText $Username), $Password)
}

function New-HvSession($Remote) {
  $options = @{ ComputerName = (ConvertFrom-HvText $Remote.computerName); SessionOption = (New-HvSessionOption $Remote) }
  $port = Get-HvField $Remote 'port'
  if ($null -ne $port) { $options['Port'] = [uint32]$port }
  $authentication = Get-HvField $Remote 'authentication'
  if ($null -ne $authentication) { $options['Authentication'] = $authentication }
  $username = Get-HvField $Remote 'username'
  if ($null -ne $username) { $options['Credential'] = New-HvCredential $username $script:HvPassword }
  return New-CimSession @options
}

function Invoke-HvQuery($Operation) {
  $options = @{}
  $where = Get-HvField $Operation 'where'
  if ($null -ne $where) { $options['Filter'] = ConvertTo-HvFilter $where }
  $session = $script:HvSession
  Get-CimInstance -Namespace $script:HvNamespace -ClassName $Operation.className @options @session
}

# Some hosts throw for a missing instance, others return nothing.
function Get-HvObject($Reference) {
  $session = $script:HvSession
  Get-CimInstance -InputObject (ConvertFrom-HvReference $Reference) @session
}

function Get-HvAssociated($Operation) {
  $options = @{ ResultClassName = $Operation.resultClass }
  $association = Get-HvField $Operation 'associationClass'
  if ($null -ne $association) { $options['Association'] = $association }
  $session = $script:HvSession
  Get-CimAssociatedInstance -InputObject (ConvertFrom-HvReference $Operation.reference) @options @session
}

# What was given up must not be carried out: a method begins within its time, and while somebody waits for its answer.
function Assert-HvMayBegin($Operation) {
  if ($null -ne $script:HvProvider -and $script:HvProvider.HasExited) {
    throw (New-HvError 'HvBridge.NotBegun' 'The call was not begun: the process that made it has ended.')
  }
  if ($script:HvStopwatch.ElapsedMilliseconds -gt [long]$Operation.latest) {
    throw (New-HvError 'HvBridge.NotBegun' 'The call was not begun: it arrived too late.')
  }
}

# The object is fetched first: with it come its class and the declared types of the parameters.
function Invoke-HvMethod($Operation) {
  $object = Get-HvObject $Operation.reference
  if ($null -eq $object) { throw (New-HvError 'HvBridge.ObjectNotFound' 'The object does not exist.') }
  $arguments = ConvertFrom-HvFields $Operation.arguments
  $session = $script:HvSession
  Assert-HvMayBegin $Operation
  $script:HvSent = $true
  $result = Invoke-CimMethod -InputObject $object -MethodName $Operation.method -Arguments $arguments @session
  $returnValue = $null
  if ($null -ne $result) { $returnValue = Get-HvField $result 'ReturnValue' }
  if ($null -eq $returnValue) { throw (New-HvError 'HvBridge.NoReturnValue' 'The method answered without a return value.') }
  $out = @{}
  foreach ($parameter in $result.PSObject.Properties) {
    if ($parameter.Name -eq 'ReturnValue' -or $parameter.Name -eq 'PSComputerName') { continue }
    $out[$parameter.Name] = ConvertTo-HvValue $parameter.Value (Get-HvCimType $parameter.Value)
  }
  return @{ returnValue = [long]$returnValue; out = $out }
}

function Invoke-HvEcho($Operation) {
  $out = @{}
  foreach ($field in $Operation.values.PSObject.Properties) {
    $value = ConvertFrom-HvValue $field.Value
    $out[$field.Name] = ConvertTo-HvValue $value (Get-HvCimType $value)
  }
  return @{ returnValue = 0; out = $out }
}

# What this shell is, and who runs it: for a person who looks for what is wrong. It asks nothing of a host.
function Get-HvDescription {
  $system = [Environment]::OSVersion
  $facts = @{
    Version = $PSVersionTable['PSVersion'].ToString()
    Edition = [string]$PSVersionTable['PSEdition']
    IsWindows = $system.Platform -eq [System.PlatformID]::Win32NT
    SystemVersion = $system.Version.ToString()
    HasCimCmdlets = $true
  }
  try {
    Import-HvCimCmdlets
  }
  catch {
    $facts['HasCimCmdlets'] = $false
    if ($_.FullyQualifiedErrorId -eq 'HvBridge.CimCmdletsBroken') { $facts['CimCmdletsProblem'] = $_.Exception.Message }
  }
  if ($facts['IsWindows']) {
    # By well-known SID: the names of groups are localised. What the token cannot use now does not count.
    $identity = [System.Security.Principal.WindowsIdentity]::GetCurrent()
    $principal = [System.Security.Principal.WindowsPrincipal]::new($identity)
    $facts['Account'] = $identity.Name
    $facts['IsAdministrator'] = $principal.IsInRole([System.Security.Principal.SecurityIdentifier]::new('S-1-5-32-544'))
    $facts['IsHyperVAdministrator'] = $principal.IsInRole([System.Security.Principal.SecurityIdentifier]::new('S-1-5-32-578'))
  }
  $out = @{}
  foreach ($name in $facts.Keys) { $out[$name] = ConvertTo-HvValue $facts[$name] (Get-HvCimType $facts[$name]) }
  return @{ returnValue = 0; out = $out }
}

# ---- Calls and replies ----

function Get-HvCheckSum([string]$Text) {
  $bytes = $script:HvHash.ComputeHash([System.Text.Encoding]::ASCII.GetBytes($Text))
  return [BitConverter]::ToString($bytes, 0, 8).Replace('-', '').ToLowerInvariant()
}

function Write-HvFrame([string]$Call, $Reply) {
  $Reply['clock'] = $script:HvStopwatch.ElapsedMilliseconds
  $json = ConvertTo-Json -InputObject $Reply -Depth 30 -Compress
  $payload = [Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes($json))
  $body = $Call + ':' + $script:HvFrames.ToString($script:HvInvariant) + ':' + $payload
  $line = '<<hvrp:' + $body + ':' + (Get-HvCheckSum $body) + ">>`n"
  $script:HvFrames++
  [Console]::Out.Write($line)
}

function Write-HvInstances([string]$Call, [int]$Index, $Instances) {
  $page = [System.Collections.ArrayList]::new()
  $frames = 0
  $count = 0
  foreach ($instance in $Instances) {
    if ($null -eq $instance) { continue }
    [void]$page.Add((ConvertTo-HvInstance $instance))
    $count++
    if ($page.Count -ge $script:HvInstancesPerPage) {
      Write-HvFrame $Call @{ kind = 'page'; operation = $Index; instances = $page }
      $page.Clear()
      $frames++
    }
  }
  if ($page.Count -gt 0) {
    Write-HvFrame $Call @{ kind = 'page'; operation = $Index; instances = $page }
    $frames++
  }
  Write-HvFrame $Call @{ kind = 'done'; operation = $Index; frames = $frames; instances = $count }
}

function Write-HvMethod([string]$Call, [int]$Index, $Method) {
  Write-HvFrame $Call @{ kind = 'result'; operation = $Index; method = $Method }
}

function Invoke-HvOperation([string]$Call, [int]$Index, $Operation) {
  switch ($Operation.kind) {
    'query' { Write-HvInstances $Call $Index @(Invoke-HvQuery $Operation) }
    'get' { Write-HvInstances $Call $Index @(Get-HvObject $Operation.reference) }
    'associators' { Write-HvInstances $Call $Index @(Get-HvAssociated $Operation) }
    'invoke' { Write-HvMethod $Call $Index (Invoke-HvMethod $Operation) }
    'echo' { Write-HvMethod $Call $Index (Invoke-HvEcho $Operation) }
    'describe' { Write-HvMethod $Call $Index (Get-HvDescription) }
    'open' {
      Open-HvHost $Operation
      Write-HvInstances $Call $Index @()
    }
    default { throw (New-HvError 'HvBridge.UnknownOperation' 'This version of the bridge does not know the operation.') }
  }
}

function ConvertTo-HvError($Record) {
  $exception = $Record.Exception
  while ($exception -is [System.Management.Automation.MethodInvocationException] -and $null -ne $exception.InnerException) {
    $exception = $exception.InnerException
  }
  return @{
    id = (ConvertTo-HvText $Record.FullyQualifiedErrorId)
    category = [string]$Record.CategoryInfo.Category
    type = $exception.GetType().FullName
    hresult = ('0x{0:x8}' -f $exception.HResult)
    nativeErrorCode = [string](Get-HvField $exception 'NativeErrorCode')
    messageId = (ConvertTo-HvText ([string](Get-HvField $exception 'MessageId')))
    message = (ConvertTo-HvText $exception.Message)
  }
}

function Invoke-HvBridge([string]$Request) {
  $call = ConvertFrom-Json -InputObject ([System.Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($Request)))
  $script:HvFrames = 0
  $index = 0
  foreach ($operation in $call.operations) {
    $script:HvSent = $false
    try {
      Invoke-HvOperation $call.call $index $operation
    }
    catch {
      Write-HvFrame $call.call @{ kind = 'error'; operation = $index; sent = $script:HvSent; error = (ConvertTo-HvError $_) }
    }
    $index++
  }
  Write-HvFrame $call.call @{ kind = 'end' }
}
