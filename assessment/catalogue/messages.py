"""The words of every finding: code -> (rule, usual severity, English, Spanish)."""

ERROR, WARNING = "error", "warning"

MESSAGES: dict[str, tuple[int, str, str, str]] = {
    # 1 Parses strictly
    "file_unreadable": (1, ERROR, "The file cannot be opened.", "No se puede abrir el archivo."),
    "not_yaml": (1, ERROR, "The file cannot be read as YAML: {problem}.", "El archivo no puede leerse como YAML: {problem}."),
    "empty_file": (1, ERROR, "The file is empty.", "El archivo está vacío."),
    "not_a_map": (1, ERROR, "The file must be a map of keys and values.", "El archivo debe ser un mapa de claves y valores."),
    "several_documents": (1, ERROR, "Only one document per file is allowed.", "Solo se admite un documento por archivo."),
    "too_deep": (1, ERROR, "The values are nested too deeply.", "Los valores están anidados a demasiada profundidad."),
    "duplicate_key": (
        1, ERROR, "The key “{key}” appears twice; the first is on line {first}.",
        "La clave «{key}» aparece dos veces; la primera está en la línea {first}.",
    ),
    "bad_key": (1, ERROR, "A key must be a word or a whole number.", "Una clave debe ser una palabra o un número entero."),
    "alias": (1, ERROR, "Anchors and aliases (& and *) are not allowed.", "No se admiten anclas ni alias (& y *)."),
    "tag": (1, ERROR, "Tags (!) are not allowed.", "No se admiten etiquetas de tipo (!)."),
    "looks_boolean": (
        1, ERROR, "Write “{word}” in quotes: without them some readers take it for true or false.",
        "Escriba «{word}» entre comillas: sin ellas, algunos lectores lo toman por verdadero o falso.",
    ),
    "boolean_out_of_place": (
        1, ERROR, "“{value}” stands where no true or false is expected.",
        "«{value}» aparece donde no se espera verdadero ni falso.",
    ),
    "text_not_quoted": (
        1, ERROR, "The text in “{language}” must stand in double quotes.",
        "El texto en «{language}» debe ir entre comillas dobles.",
    ),
    # 2 Known keys, 3 required keys, types and ranges
    "key_unknown": (2, ERROR, "The key “{key}” is not known here. Known: {known}.", "La clave «{key}» no se reconoce aquí. Se admiten: {known}."),
    "key_missing": (3, ERROR, "The key “{key}” is missing.", "Falta la clave «{key}»."),
    "wrong_value": (3, ERROR, "“{value}” does not fit; expected: {expected}.", "«{value}» no corresponde; se espera: {expected}."),
    "wrong_code": (
        3, ERROR, "“{value}” is not a code: use letters, digits, hyphens and underscores.",
        "«{value}» no es un código: use letras, cifras, guiones y guiones bajos.",
    ),
    "not_a_text": (3, ERROR, "A text is expected here, as a map of languages ({languages}).", "Aquí se espera un texto, como mapa de idiomas ({languages})."),
    "section_missing": (3, ERROR, "The section file “{path}” does not exist.", "No existe el archivo de sección «{path}»."),
    "section_twice": (3, ERROR, "The section file “{path}” is named twice.", "El archivo de sección «{path}» figura dos veces."),
    # 4 Characters
    "not_utf8": (4, ERROR, "The file is not in UTF-8 encoding.", "El archivo no está en codificación UTF-8."),
    "unprintable": (4, ERROR, "Control or invisible character {character}.", "Carácter de control o invisible {character}."),
    "not_nfc": (4, ERROR, "Accents must be composed characters (Unicode NFC).", "Los acentos deben ser caracteres compuestos (Unicode NFC)."),
    # 11 Languages
    "language_missing": (11, ERROR, "The text in “{language}” is missing.", "Falta el texto en «{language}»."),
    "language_unknown": (11, ERROR, "The language “{language}” is not declared.", "El idioma «{language}» no está declarado."),
    "language_blank": (11, ERROR, "The text in “{language}” is blank.", "El texto en «{language}» está en blanco."),
}
