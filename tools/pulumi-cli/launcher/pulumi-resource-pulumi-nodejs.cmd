@echo off
rem The engine starts the dynamic provider by this name, in the program's directory.
setlocal
for /f "delims=" %%i in ('node -p "require.resolve('@pulumi/pulumi/cmd/dynamic-provider')"') do set script=%%i
if not defined script exit /b 1
node "%script%" %*
