# The real bridge script and real CIM cmdlets, without a host: an embedded instance gets its class from its name alone.
. $env:STUB_CIM_BRIDGE

function ConvertFrom-HvEmbedded($Embedded) {
  $properties = ConvertFrom-HvFields $Embedded.properties
  return ConvertTo-HvXml (New-CimInstance -ClientOnly -ClassName $Embedded.className -Property $properties)
}
