"""The words of every problem: code -> (English, Spanish)."""

# ruff: noqa: E501
# fmt: off

MESSAGES: dict[str, tuple[str, str]] = {
    # Files and tables
    "unreadable": ("The file cannot be opened: {reason}.", "No se puede abrir el archivo: {reason}."),
    "not_utf8": ("The file is not in UTF-8 encoding.", "El archivo no está en codificación UTF-8."),
    "not_csv": ("The row cannot be read as CSV: {reason}.", "La fila no puede leerse como CSV: {reason}."),
    "empty": ("There is no row below the headings.", "No hay ninguna fila debajo de los encabezados."),
    "no_heading": ("The heading of the column is empty.", "El encabezado de la columna está vacío."),
    "repeated_heading": ("The column appears twice.", "La columna aparece dos veces."),
    "unknown_column": ("The column is not known here. Known: {known}.", "La columna no se reconoce aquí. Se admiten: {known}."),
    "missing_column": ("The column is missing.", "Falta la columna."),
    "cells": ("The row has {found} cells; the headings are {due}.", "La fila tiene {found} celdas; los encabezados son {due}."),
    "blank": ("The cell is empty.", "La celda está vacía."),
    "not_a_number": ("“{value}” is not a number.", "“{value}” no es un número."),
    "too_large": ("“{value}” is too large a number to be worked with.", "“{value}” es un número demasiado grande para operar con él."),
    "negative": ("The weight {value} is negative.", "La ponderación {value} es negativa."),
    # Structure
    "repeated_code": ("The code “{value}” appears twice; the first is in row {first}.", "El código “{value}” aparece dos veces; el primero está en la fila {first}."),
    "reserved_code": ("“{value}” is the name of a column and cannot be a code.", "“{value}” es el nombre de una columna y no puede ser un código."),
    "not_a_level": ("“{value}” is not a level: a whole number from 1.", "“{value}” no es un nivel: un número entero a partir de 1."),
    "orphan": ("The parent “{value}” does not exist.", "El elemento superior “{value}” no existe."),
    "cycle": ("Following the parents leads back to the same code: {way}.", "Siguiendo los elementos superiores se vuelve al mismo código: {way}."),
    "second_top": ("Only one code may be without a parent; “{first}” already is.", "Solo un código puede carecer de elemento superior; “{first}” ya carece de él."),
    "no_top": ("No code is without a parent, so there is no top.", "Ningún código carece de elemento superior; falta la cima de la estructura."),
    "below_child": ("The level {value} is not below that of the parent “{parent}”, {above}.", "El nivel {value} no es inferior al del elemento superior “{parent}”, {above}."),
    "leaf_level": ("Nothing is below “{code}”, so its level must be 1.", "Debajo de “{code}” no hay nada; su nivel debe ser 1."),
    "empty_level": ("No code is on level {value}.", "Ningún código está en el nivel {value}."),
    "only_leaves": ("There is nothing to aggregate: no code is above another.", "No hay nada que agregar: ningún código está por encima de otro."),
    # Values and weights
    "repeated_unit": ("The unit “{value}” appears twice; the first is in row {first}.", "La unidad “{value}” aparece dos veces; la primera está en la fila {first}."),
    "unknown_code": ("The code “{value}” is not in the structure.", "El código “{value}” no figura en la estructura."),
    "list_length": ("{found} values are given; the structure has {due} levels above the leaves.", "Se indican {found} valores; la estructura tiene {due} niveles por encima de los elementos de base."),
    # Calculation
    "constant": ("All values of the column are equal, so they cannot be normalised.", "Todos los valores de la columna son iguales; no se pueden normalizar."),
    "alone": ("The column has one value only, which cannot be normalised.", "La columna tiene un solo valor, que no se puede normalizar."),
    "no_mean": ("The {mean} mean for “{parent}” needs values above 0; that of unit “{unit}” is {value}.", "La media {mean} de “{parent}” exige valores superiores a 0; el de la unidad “{unit}” es {value}."),
    "overwrites": ("The results would replace this file, which was read. Choose another folder.", "Los resultados reemplazarían este archivo, que se acaba de leer. Elija otra carpeta."),
    "not_a_folder": ("The results cannot be written here: {reason}.", "No se pueden escribir los resultados aquí: {reason}."),
}

ROW, COLUMN = ("row {row}", "fila {row}"), ("column {column}", "columna {column}")
MEANS = {"geometric": ("geometric", "geométrica"), "harmonic": ("harmonic", "armónica")}
