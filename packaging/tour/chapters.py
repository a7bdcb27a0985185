"""What the tour tells: a heading, some sentences and the hand's part for each picture."""

from __future__ import annotations

from tour import drawing, showing
from tour.story import Chapter

OPENING = """
# A tour

Northwind Retail, 12 systems and 21 integrations, drawn from nothing by mouse and keys, as a person does it. Every
picture was taken from the running program by `make tour`, which also checks that the saved file means the same as
`samples/northwind-as-is.yaml`. What each gesture does in full is told in [editing](editing.md), [views](views.md),
[looks](looks.md), [overview and print](overview-and-print.md) and [safety](safety.md).
"""

CHAPTERS: tuple[Chapter, ...] = (
    Chapter("start", "The start page", (
        "The window opens on samples and recent files. *New landscape* gives an empty sheet."), drawing.start),
    Chapter("palette", "A system from the palette", (
        "Drag *Finance and Operations* out of the catalog; an outline shows where the box will stand. After the "
        "drop its name is selected, so you type *Finance* and press Enter."), drawing.drag_a_system),
    Chapter("add", "Ten more by typing", (
        "A double click on open ground, or the key **A**, asks for a system: some letters of its type, Enter, its "
        "name, Enter. The search of the palette (Ctrl+Shift+F) takes Enter too. A double click on the title names "
        "the landscape."), drawing.add_by_typing),
    Chapter("endpoints", "Endpoints", (
        "**E** lists the endpoints that the type of the selected system offers, with their timing; the palette "
        "lists them as well, to be dragged onto the box. **F2** gives one a name of its own. The inspector says "
        "what the catalog knows about it."), drawing.give_endpoints),
    Chapter("zones", "Zones", (
        "Draw a band around systems, or click them with Shift, and press **Ctrl+G**: they stand in a new zone "
        "whose name you type. Its kind stands in the inspector."), drawing.group_into_zones),
    Chapter("connect", "The first integration", (
        "Drag from the border of a box: the drag starts at the initiator. What fits lights up, the draft runs "
        "where the line will run, in the color of its timing, and words at the pointer say what it will be."),
        drawing.connect),
    Chapter("new-target", "A line into nothing", (
        "Dropped on open ground, the line asks what shall come there. The list has only what makes sense for "
        "*Payment files*; typing finds the rest. *Bank* and the integration come as one step, in the zone where "
        "you dropped."), drawing.connect_into_nothing),
    Chapter("against", "Against the catalog", (
        "A webhook starts by itself and is not called, and the window says so before you let go. You may draw it "
        "all the same; **Alt+X** lets the other side start, while the name is being typed."), drawing.turn_round),
    Chapter("keys", "The rest, without a mouse", (
        "**C** asks whom the selected system or endpoint contacts; the draft already shows the way to the entry "
        "that Enter would take. Eighteen more integrations, by drags and by keys; lines keep beside each other "
        "and around boxes, and those that are there stay where they are."), drawing.draw_the_rest),
    Chapter("facts", "Facts", (
        "Click a line: who starts, where the data goes, and every field of it, with what follows from the catalog "
        "in gray. What you state there is written to the file, and the figures and findings follow."),
        showing.state_facts),
    Chapter("tables", "Tables", (
        "Systems, endpoints and integrations also stand in tables with the selection of the drawing. Here a "
        "column copied from a spreadsheet fills what all 21 integrations carry, in one step."), showing.fill_a_table),
    Chapter("layout", "Laid out", (
        "**Ctrl+L** finds a place for everything, and boxes glide there. It is one step: Ctrl+Z takes it back, "
        "Ctrl+Shift+Z does it again."), showing.lay_out),
    Chapter("guides", "Your own arrangement", (
        "Drag a box: it snaps to edges and middles of others and to equal gaps, whatever zones they stand in, and "
        "a dashed outline shows the zone as it will be. **P** pins it, so that no layout moves it again."),
        showing.move_with_guides),
    Chapter("commands", "Every command by its name", (
        "**Ctrl+K** and a few letters run anything in the menus. Here five systems of one zone were aligned and "
        "are about to be spread evenly."), showing.align),
    Chapter("bends", "Lines", (
        "A selected line has bars on its runs. Drag one sideways, and the line keeps that bend; a double click on "
        "it gives the line back to the layout."), showing.bend),
    Chapter("find", "Find", (
        "**Ctrl+F** looks in every field of every element. Enter walks the hits, selects them and brings them "
        "into sight."), showing.find),
    Chapter("query", "A view by query", (
        "**+** beside the tabs makes another view of the same landscape: what is ticked by hand, or what meets "
        "conditions. This one shows only what is asynchronous, and will do so when the landscape changes."),
        showing.view_by_query),
    Chapter("around", "A view of the neighbors", (
        "The menu of *Finance* makes a view of it and what lies around it. **Alt+2** colors it by direction: who "
        "starts, seen from Dynamics 365. The legend lists what is present."), showing.view_around),
    Chapter("overview", "The overview", (
        "**Ctrl+Shift+O** folds the zones and bundles the lines of each pair into one with a count, for a slide. "
        "The view itself stays as it is and comes back with the same keys."), showing.overview),
    Chapter("dark", "Dark, with a focus", (
        "**Ctrl+Shift+L** changes the window between light and dark. **F** lets only the selected system and its "
        "neighbors stand out."), showing.dark),
    Chapter("export", "Saved and exported", (
        "**Ctrl+S** writes YAML that people can read and Git can compare. **Ctrl+E** writes a view as SVG, PNG, "
        "PDF, DOT or JSON, in the colors and on the sheet you choose; a small picture shows what will come out."),
        showing.save_and_export),
)
