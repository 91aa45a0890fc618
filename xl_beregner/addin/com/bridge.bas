' --- From a cell to Python and back -------------------------------------------------------------

' A Python that does not start is tried again after this time, so that a sheet of many cells waits once.
Private Const PAUSE_SECONDS As Long = 60
Private Const ERR_VALUE As Long = 2015
Private Const ERR_NA As Long = 2042
Private Const STOP_PYTHON As Long = -1
Private Const START_PYTHON As Long = 1

Private brokenUntil As Date
Private brokenTold As String

' Every function of the sheet comes through here with its arguments as Excel gave them.
Private Function Answer(ByVal name As String, ByVal arguments As Variant) As Variant
    Dim packed() As Variant, found As Variant, engine As Object, place As Long, height As Long
    If Now < brokenUntil Then
        Answer = Failure(name, ERR_NA & "|" & brokenTold)
        Exit Function
    End If
    ReDim packed(0 To 3 + 2 * UBound(arguments))
    packed(0) = SPOKEN
    packed(1) = name
    On Error GoTo BadArgument
    For place = 0 To UBound(arguments)
        height = 0
        If IsObject(arguments(place)) Then
            packed(3 + 2 * place) = UsedCells(arguments(place), height)
        Else
            packed(3 + 2 * place) = arguments(place)
        End If
        packed(2 + 2 * place) = height
    Next place
    On Error GoTo Broken
    Set engine = Python()
    found = engine.Var(engine.Call(engine.Module("xl_beregner.hosts.com"), "answer", engine.TupleFromArray((packed))))
    ' Rows come as an array; a text tells of an error.
    If VarType(found) = vbString Then
        Answer = Failure(name, CStr(found))
    Else
        Answer = found
    End If
    Exit Function
BadArgument:
    Answer = Failure(name, ERR_VALUE & "|" & TextSeveralAreas())
    Exit Function
Broken:
    brokenTold = Left$(Err.Description, 200)
    brokenTold = TextNoPython() & " " & brokenTold
    brokenUntil = Now + PAUSE_SECONDS / 86400
    Answer = Failure(name, ERR_NA & "|" & brokenTold)
End Function

' Read a range down to the last used row of its sheet; height tells how many rows it has in all.
Private Function UsedCells(ByVal given As Object, ByRef height As Long) As Variant
    Dim used As Object, kept As Object
    If given.Areas.Count > 1 Then Err.Raise 5
    height = given.Rows.Count
    Set used = given.Worksheet.UsedRange
    Set kept = given.Resize(KeptRows(height, given.Row, used.Row + used.Rows.Count - 1))
    UsedCells = ExactCells(kept)
End Function

' Two rows stay, so that a column with one used row is still a column.
Private Function KeptRows(ByVal height As Long, ByVal firstRow As Long, ByVal lastUsed As Long) As Long
    Dim kept As Long
    kept = lastUsed - firstRow + 1
    If kept < 2 Then kept = 2
    If kept > height Then kept = height
    KeptRows = kept
End Function

' Value tells a date from a number, but rounds a cell in currency to four decimals; Value2 does not.
Private Function ExactCells(ByVal kept As Object) As Variant
    Dim cells As Variant, plain As Variant, r As Long, c As Long
    cells = kept.Value
    If Not IsArray(cells) Then
        If VarType(cells) = vbCurrency Then cells = kept.Value2
        ExactCells = cells
        Exit Function
    End If
    For r = LBound(cells, 1) To UBound(cells, 1)
        For c = LBound(cells, 2) To UBound(cells, 2)
            If VarType(cells(r, c)) = vbCurrency Then
                If IsEmpty(plain) Then plain = kept.Value2
                cells(r, c) = plain(r, c)
            End If
        Next c
    Next r
    ExactCells = cells
End Function

' --- What a cell shows when there is no answer --------------------------------------------------

' Told as "2036|# sentence". Alone in its cell a function shows the sentence; inside another formula
' it gives Excel's own error, which IFERROR catches and SUM passes on.
Private Function Failure(ByVal name As String, ByVal told As String) As Variant
    Dim cut As Long
    cut = InStr(told, "|")
    If ShowsSentence(name) Then
        Failure = Mid$(told, cut + 1)
    Else
        Failure = CVErr(CLng(Left$(told, cut - 1)))
    End If
End Function

Private Function ShowsSentence(ByVal name As String) As Boolean
    Dim cell As Object
    On Error GoTo NoCell
    If TypeName(Application.Caller) <> "Range" Then Exit Function
    Set cell = Application.Caller
    If WantsCode(cell.Worksheet.Parent) Then Exit Function
    ShowsSentence = IsAlone(cell.Cells(1, 1).Formula, name)
NoCell:
End Function

' A workbook that holds the name beregner_fejl with the value 1 never shows sentences.
Private Function WantsCode(ByVal book As Object) As Boolean
    Dim refers As String
    On Error Resume Next
    refers = book.Names("beregner_fejl").RefersTo
    On Error GoTo 0
    WantsCode = (refers = "=1" Or UCase$(refers) = "=TRUE")
End Function

' Tell whether a formula is one call and nothing else: the bracket after the name closes at its end.
Private Function IsAlone(ByVal formula As String, ByVal name As String) As Boolean
    Dim place As Long, depth As Long, mark As String, quoted As String
    If UCase$(Left$(formula, Len(name) + 2)) <> "=" & name & "(" Then Exit Function
    For place = Len(name) + 2 To Len(formula)
        mark = Mid$(formula, place, 1)
        If quoted <> "" Then
            If mark = quoted Then quoted = ""
        ElseIf mark = """" Or mark = "'" Then
            quoted = mark
        ElseIf mark = "(" Then
            depth = depth + 1
        ElseIf mark = ")" Then
            depth = depth - 1
            If depth = 0 Then
                IsAlone = (place = Len(formula))
                Exit Function
            End If
        End If
    Next place
End Function

' --- Python ------------------------------------------------------------------------------------

' The DLL of xlwings starts Python once and keeps it until Excel closes.
Private Function Python() As Object
    Dim found As Variant, folder As String
    folder = Setting("DLL_FOLDER")
    If folder = "" Then Err.Raise 5, , TextNoSettings()
    If LoadLibrary(StrPtr(folder & "\" & BRIDGE)) = 0 Then Err.Raise 5, , TextNoDll() & " " & BRIDGE
    If ActivatePython(found, PythonCommand(), START_PYTHON) <> 0 Then Err.Raise 5, , CStr(found)
    Set Python = found
End Function

' -P: a file beside the workbook must never be taken for a module of Python. $(CLSID) is the DLL's.
Private Function PythonCommand() As String
    Dim quote As String
    quote = Chr$(34)
    PythonCommand = "cmd.exe  /K " & quote & quote & Setting("INTERPRETER_WIN") & quote & " -P -B -c " & quote & _
        "import xlwings;xlwings.serve('$(CLSID)')" & quote & quote
End Function

' Start Python anew and calculate again: for a person, in the list of macros (Alt+F8).
Public Sub BeregnerGenstart()
    Dim found As Variant
    On Error Resume Next
    LoadLibrary StrPtr(Setting("DLL_FOLDER") & "\" & BRIDGE)
    ActivatePython found, PythonCommand(), STOP_PYTHON
    On Error GoTo 0
    brokenUntil = 0
    Application.CalculateFull
End Sub

' A workbook from a machine with the add-in elsewhere shows its path before each function: point it here.
Public Sub BeregnerRetLink()
    Dim links As Variant, place As Long, ending As String
    ending = "\" & LCase$(ThisWorkbook.Name)
    links = ActiveWorkbook.LinkSources(1)
    If IsEmpty(links) Then Exit Sub
    For place = LBound(links) To UBound(links)
        If Right$(LCase$(links(place)), Len(ending)) = ending And links(place) <> ThisWorkbook.FullName Then
            ActiveWorkbook.ChangeLink links(place), ThisWorkbook.FullName, 1
        End If
    Next place
End Sub

' The user's own settings count before those beside the add-in. An address of OneDrive is no folder.
Private Function Setting(ByVal key As String) As String
    Setting = SettingIn(Environ$("USERPROFILE") & "\.beregner\beregner.conf", key)
    If Setting = "" And InStr(ThisWorkbook.Path, "://") = 0 Then
        Setting = SettingIn(ThisWorkbook.Path & "\beregner.conf", key)
    End If
End Function

Private Function SettingIn(ByVal path As String, ByVal key As String) As String
    Dim number As Integer, name As String, value As String
    On Error GoTo Missing
    number = FreeFile
    Open path For Input As #number
    Do While Not EOF(number)
        Input #number, name, value
        If name = key Then SettingIn = value
    Loop
    Close #number
Missing:
End Function

' --- The function wizard -----------------------------------------------------------------------

' A hidden workbook refuses to describe its functions; an add-in may show itself for a moment.
Private Sub Describe(ByVal name As String, ByVal told As String, ByVal arguments As Variant)
    Dim full As String, hidden As Boolean
    full = "'" & ThisWorkbook.Name & "'!" & name
    On Error Resume Next
    Application.MacroOptions Macro:=full, Description:=told, Category:=SHOWN_UNDER, ArgumentDescriptions:=arguments
    If Err.Number <> 0 Then
        Err.Clear
        hidden = ThisWorkbook.IsAddin
        ThisWorkbook.IsAddin = False
        Application.MacroOptions Macro:=full, Description:=told, Category:=SHOWN_UNDER, ArgumentDescriptions:=arguments
        ThisWorkbook.IsAddin = hidden
    End If
    ThisWorkbook.Saved = True
End Sub
