# Opens landscapes with d365arch for the person who runs it, without administrator rights; -Remove takes it out.
#
# Windows knows a file by the last part of its name, which is .yaml for ours too, so d365arch joins the "Open with" list
# of .yaml files and leaves the program that opens them by default as it is.
param([switch]$Remove)
$here = Split-Path -Parent $MyInvocation.MyCommand.Path
$classes = "HKCU:\Software\Classes"
$program = "$classes\d365arch.landscape"
$list = "$classes\.yaml\OpenWithProgids"
if ($Remove) {
    Remove-Item -Path $program -Recurse -ErrorAction SilentlyContinue
    Remove-ItemProperty -Path $list -Name "d365arch.landscape" -ErrorAction SilentlyContinue
    exit 0
}
New-Item -Path "$program\DefaultIcon", "$program\shell\open\command", $list -Force | Out-Null
Set-ItemProperty -Path $program -Name "(default)" -Value "Integration landscape"
Set-ItemProperty -Path "$program\DefaultIcon" -Name "(default)" -Value "$here\document.ico"
Set-ItemProperty -Path "$program\shell\open\command" -Name "(default)" -Value "`"$here\d365arch-window.exe`" `"%1`""
New-ItemProperty -Path $list -Name "d365arch.landscape" -PropertyType String -Value "" -Force | Out-Null
