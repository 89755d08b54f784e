# CIM cmdlets that ask a test instead of a host, and the real bridge script above them. Functions take precedence over
# cmdlets, so the script calls these. The test listens at STUB_CIM_PORT and answers one line of JSON with another;
# STUB_CIM_BRIDGE is the path of the bridge script. Values travel as the wire contract of the bridge has them.

$client = [System.Net.Sockets.TcpClient]::new('127.0.0.1', [int]$env:STUB_CIM_PORT)
$script:StubReader = [System.IO.StreamReader]::new($client.GetStream())
$script:StubWriter = [System.IO.StreamWriter]::new($client.GetStream())
$script:StubWriter.AutoFlush = $true

. $env:STUB_CIM_BRIDGE

# There is no serializer without a CIM client library: the test understands this instead of CIM-XML.
function ConvertTo-HvXml($Instance) {
  return 'embedded:' + (ConvertTo-Json -InputObject (ConvertTo-HvData $Instance 'instance') -Depth 30 -Compress)
}

function Send-StubRequest($Request) {
  $script:StubWriter.WriteLine((ConvertTo-Json -InputObject $Request -Depth 30 -Compress))
  $reply = ConvertFrom-Json -InputObject $script:StubReader.ReadLine()
  $failure = Get-HvField $reply 'error'
  if ($null -eq $failure) { return $reply }
  $exception = New-Object -TypeName System.InvalidOperationException -ArgumentList (ConvertFrom-HvText $failure.message)
  $id = ConvertFrom-HvText $failure.messageId
  Add-Member -InputObject $exception -NotePropertyName NativeErrorCode -NotePropertyValue $failure.nativeErrorCode
  Add-Member -InputObject $exception -NotePropertyName MessageId -NotePropertyValue $id
  throw (New-Object -TypeName System.Management.Automation.ErrorRecord -ArgumentList $exception, $id, 'NotSpecified', $null)
}

# ---- Instances, as far as the bridge looks at them ----

function New-StubProperty([string]$Name, $Value, [string]$CimType, [bool]$IsKey) {
  $flags = [Microsoft.Management.Infrastructure.CimFlags]::Property
  if ($IsKey) { $flags = $flags -bor [Microsoft.Management.Infrastructure.CimFlags]::Key }
  return [pscustomobject]@{ Name = $Name; Value = $Value; CimType = $CimType; Flags = $flags }
}

function New-StubInstance([string]$ClassName, $Properties) {
  return [pscustomobject]@{
    CimSystemProperties = [pscustomobject]@{ ClassName = $ClassName; Namespace = 'root/virtualization/v2' }
    CimInstanceProperties = $Properties
  }
}

function ConvertFrom-StubValue($Value) {
  if ($Value.type -ne 'instance') { return , (ConvertFrom-HvValue $Value) }
  return New-StubInstance $Value.value.className (ConvertFrom-StubProperties $Value.value.properties @())
}

function ConvertFrom-StubProperties($Properties, $Keys) {
  $list = [System.Collections.ArrayList]::new()
  foreach ($field in $Properties.PSObject.Properties) {
    # CIM has one type for both.
    $type = $field.Value.type
    if ($type -eq 'interval') { $type = 'DateTime' }
    if ($null -ne (Get-HvField $field.Value 'values')) { $type = $type + 'Array' }
    $value = ConvertFrom-StubValue $field.Value
    [void]$list.Add((New-StubProperty $field.Name $value $type ($Keys -contains $field.Name)))
  }
  return , $list.ToArray()
}

function ConvertFrom-StubInstance($Instance) {
  $keys = @(foreach ($key in $Instance.reference.keys.PSObject.Properties) { $key.Name })
  return New-StubInstance $Instance.reference.className (ConvertFrom-StubProperties $Instance.properties $keys)
}

# ---- The cmdlets ----

function Get-CimInstance {
  param([string]$Namespace, [string]$ClassName, [string]$Filter, $InputObject, $CimSession)
  if ($null -ne $InputObject) {
    $reply = Send-StubRequest @{ kind = 'get'; reference = (ConvertTo-HvReference $InputObject) }
  }
  else {
    $reply = Send-StubRequest @{ kind = 'query'; className = $ClassName; filter = (ConvertTo-HvText $Filter) }
  }
  foreach ($instance in $reply.instances) { ConvertFrom-StubInstance $instance }
}

function Get-CimAssociatedInstance {
  param($InputObject, [string]$ResultClassName, [string]$Association, $CimSession)
  $request = @{ kind = 'associators'; reference = (ConvertTo-HvReference $InputObject); resultClass = $ResultClassName }
  if ($Association -ne '') { $request['associationClass'] = $Association }
  $reply = Send-StubRequest $request
  foreach ($instance in $reply.instances) { ConvertFrom-StubInstance $instance }
}

function Get-CimClass {
  param([string]$Namespace, [string]$ClassName, $CimSession)
  # Of the classes that arguments hold, only this one has properties that a host may lack.
  $properties = @{}
  if ($ClassName -eq 'Msvm_VirtualSystemSnapshotSettingData') { $properties['ConsistencyLevel'] = $true }
  return [pscustomobject]@{ CimClassName = $ClassName; CimClassProperties = $properties }
}

function New-CimInstance {
  param([switch]$ClientOnly, [string]$Namespace, [string]$ClassName, $CimClass, $Property, [string[]]$Key)
  if ($null -ne $CimClass) { $ClassName = $CimClass.CimClassName }
  $list = [System.Collections.ArrayList]::new()
  foreach ($name in @($Property.Keys)) {
    $value = $Property[$name]
    [void]$list.Add((New-StubProperty $name $value (Get-HvCimType $value) ($Key -contains $name)))
  }
  return New-StubInstance $ClassName $list.ToArray()
}

function Invoke-CimMethod {
  param($InputObject, [string]$MethodName, $Arguments, $CimSession)
  $given = @{}
  foreach ($name in @($Arguments.Keys)) { $given[$name] = ConvertTo-HvValue $Arguments[$name] (Get-HvCimType $Arguments[$name]) }
  $reply = Send-StubRequest @{
    kind = 'invoke'
    reference = (ConvertTo-HvReference $InputObject)
    method = $MethodName
    arguments = $given
  }
  if ($null -eq (Get-HvField $reply 'method')) { return $null }
  $result = [pscustomobject]@{ ReturnValue = [uint32]$reply.method.returnValue; PSComputerName = $null }
  foreach ($field in $reply.method.out.PSObject.Properties) {
    $value = ConvertFrom-StubValue $field.Value
    $result.PSObject.Properties.Add([System.Management.Automation.PSNoteProperty]::new($field.Name, $value))
  }
  return $result
}

function New-CimSessionOption {
  param(
    [string]$Protocol, [switch]$UseSsl, [switch]$SkipCACheck, [switch]$SkipCNCheck, [switch]$SkipRevocationCheck,
    [switch]$EncodePortInServicePrincipalName, [uint32]$MaxEnvelopeSizeKB, [string]$ProxyType, [string]$ProxyAuthentication,
    $ProxyCredential
  )
  $proxyUsername = ''
  $proxyPassword = ''
  if ($null -ne $ProxyCredential) {
    $proxyUsername = $ProxyCredential.UserName
    $proxyPassword = $ProxyCredential.GetNetworkCredential().Password
  }
  return [pscustomobject]@{
    Protocol = $Protocol
    UseSsl = [bool]$UseSsl
    Told = @{
      skipCaCheck = [bool]$SkipCACheck
      skipCnCheck = [bool]$SkipCNCheck
      skipRevocationCheck = [bool]$SkipRevocationCheck
      encodePortInServicePrincipalName = [bool]$EncodePortInServicePrincipalName
      maxEnvelopeSizeKb = [long]$MaxEnvelopeSizeKB
      proxyType = $ProxyType
      proxyAuthentication = $ProxyAuthentication
      proxyUsername = (ConvertTo-HvText $proxyUsername)
      proxyPassword = (ConvertTo-HvText $proxyPassword)
    }
  }
}

function New-CimSession {
  param([string]$ComputerName, $SessionOption, $Port, [string]$Authentication, $Credential)
  $password = ''
  $username = ''
  if ($null -ne $Credential) {
    $username = $Credential.UserName
    $password = $Credential.GetNetworkCredential().Password
  }
  $reply = Send-StubRequest @{
    kind = 'session'
    computerName = (ConvertTo-HvText $ComputerName)
    protocol = $SessionOption.Protocol
    useSsl = $SessionOption.UseSsl
    option = $SessionOption.Told
    authentication = $Authentication
    port = [long]$Port
    username = (ConvertTo-HvText $username)
    password = (ConvertTo-HvText $password)
    variable = [string]$env:HYPERV_RP_BRIDGE_PASSWORD + [string]$env:HYPERV_RP_BRIDGE_PROXY_PASSWORD
  }
  return [pscustomobject]@{ Id = $reply.session }
}
