@echo off
rem loanmgr               install what is missing, then open the window
rem loanmgr test [ARG]... install what the tests need, then run every test
rem loanmgr setup         install or mend what is missing, and stop
rem loanmgr WORD...       the command line, as in ./loanmgr on Linux. Needs Python 3.11 or newer.
setlocal
set "here=%~dp0"
set "venv=%here%.venv"
set "python=%venv%\Scripts\python.exe"
set "PYTHONPATH=%here%.;%here%core"
set "word=%~1"
if "%word%"=="" set "word=run"

set "kind=app"
if "%word%"=="test" set "kind=test"
if "%word%"=="bench" set "kind=test"
set "wanted=%here%installer\requirements\%kind%.txt"

if "%word%"=="setup" goto install
if not exist "%python%" goto install
fc /b "%wanted%" "%venv%\.ready-%kind%" >nul 2>&1 && goto start

:install
rem The file stands from the first change to the last: a killed installation starts from nothing.
if exist "%here%.venv.unfinished" goto fresh
if exist "%python%" goto packages
:fresh
>"%here%.venv.unfinished" echo unfinished
py -3 -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>&1
if errorlevel 1 goto no_python
echo loanmgr: Making the Python environment in .venv 1>&2
py -3 -m venv --clear "%venv%"
if errorlevel 1 goto no_python
:packages
>"%here%.venv.unfinished" echo unfinished
echo loanmgr: Installing Python packages (once, a minute or two) 1>&2
"%python%" -m pip install --quiet --disable-pip-version-check --only-binary=:all: --require-hashes --requirement "%wanted%" 1>&2
if errorlevel 1 goto no_packages
copy /y "%here%installer\requirements\app.txt" "%venv%\.ready-app" >nul
copy /y "%wanted%" "%venv%\.ready-%kind%" >nul
del "%here%.venv.unfinished"

:start
if "%word%"=="setup" exit /b 0
if "%word%"=="run" goto window
if "%word%"=="test" goto tests
if "%word%"=="shots" goto shots
if "%word%"=="bench" goto bench
"%python%" -P -m loanmgr.cli %*
exit /b %errorlevel%

:window
call :rest %*
"%python%" -P -m ui %rest%
exit /b %errorlevel%

:tests
call :rest %*
cd /d "%here%"
"%python%" -P -m pytest -n auto --maxprocesses 4 --dist worksteal %rest%
exit /b %errorlevel%

:shots
call :rest %*
set "QT_QPA_PLATFORM=offscreen"
"%python%" -P -m ui.shots %rest%
exit /b %errorlevel%

:bench
call :rest %*
"%python%" -P -m tests.bench %rest%
exit /b %errorlevel%

:rest
set "rest="
shift
:more
if "%~1"=="" exit /b 0
set rest=%rest% %1
shift
goto more

:no_python
echo loanmgr: Python 3.11 or newer is missing. Install it from python.org with its launcher, then start again. 1>&2
exit /b 4

:no_packages
del "%here%.venv.unfinished"
echo loanmgr: The Python packages could not be installed. Is this computer on line? 1>&2
exit /b 4
