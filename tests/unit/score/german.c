/* German: negation before the word and behind the verb, "kein" in all its forms, endings and
 * compounds, umlauts typed as two letters, and what is wanted. */
#include "sentences.h"

static const char *const negative[] = {
    "Ich warte seit drei Stunden in der Warteschleife",
    "Mein Paket ist immer noch nicht angekommen",
    "Die App funktioniert nicht",
    "Mir wurde doppelt abgebucht",
    "Das gefällt mir überhaupt nicht",
    "Nie wieder!",
    "Ich bekomme keine Antwort auf meine Mails",
    "Der Fahrer war unfreundlich",
    "Schlechtester Kundenservice aller Zeiten",
    "Ich will mein Geld zurück",
    "Mein Zug ist ausgefallen und keiner weiß Bescheid",
    "Schon wieder kein Internet",
    "So eine Frechheit",
    "Danke für nichts",
    "Ich bin sehr enttäuscht von euch",
    "Die Ware kam beschädigt an",
    "Ich kann mich nicht einloggen",
    "Das ist kein guter Service",
    "Ihr geht mir auf die Nerven",
    "Leider nicht zu empfehlen",
    "Das ist doch Abzocke",
    "Ich mag diese neue Seite nicht",
    "Niemand meldet sich bei mir",
    "Totaler Saftladen",
    NULL,
};

static const char *const positive[] = {
    "Vielen Dank für die schnelle Hilfe!",
    "Super Service, gerne wieder",
    "Ich liebe diesen Laden",
    "Die Mitarbeiter waren sehr freundlich",
    "Endlich geht es wieder, danke",
    "Das Essen war köstlich",
    "Ich bin begeistert",
    "Kann ich nur empfehlen",
    "Keine Probleme, alles bestens",
    "Ihr seid die Besten",
    "Gefällt mir sehr gut",
    "Nicht schlecht, wirklich schön geworden",
    "Ich freue mich auf die neue Wohnung",
    "Großes Lob an das Team",
    NULL,
};

static const char *const neutral[] = {
    "Wann habt ihr am Montag geöffnet?", "Meine Bestellnummer ist 4711",
    "Der Zug fährt von Gleis 9",         "Ich habe zwei Stühle und einen Tisch bestellt",
    "Die Sitzung ist morgen in Berlin",  NULL,
};

static const char *const pairs[] = {
    "das ist nicht gut",
    "das ist gut",
    "kein schöner Tag",
    "ein schöner Tag",
    "das gefällt mir nicht",
    "das gefällt mir",
    "ich mag euch nicht",
    "ich mag euch",
    "sie helfen mir nie",
    "sie helfen mir",
    "ohne gute Beratung",
    "mit guter Beratung",
    "das ist schlecht",
    "das ist nicht schlecht",
    "das ist gut",
    "das ist sehr gut",
    "das ist extrem schlecht",
    "das ist schlecht",
    "das gefällt mir",
    "das gefällt mir sehr",
    "das ist schlecht",
    "das ist etwas schlecht",
    "das Essen war lecker aber der Service furchtbar",
    "der Service war furchtbar aber das Essen lecker",
    "wenn es gut wäre, würde ich es kaufen",
    "es ist gut, ich habe es gekauft",
    "das ist gut",
    "das ist guuuut",
    "nicht heute gut",
    "nicht heute, gut",
    "das ist schlecht!!!",
    "das ist schlecht",
    NULL,
};

static const char *const spellings[] = {
    "sehr schön",
    "sehr schoen",
    "für mich unmöglich",
    "fuer mich unmoeglich",
    "Das ist Scheiße",
    "Das ist Scheisse",
    "GRÜNDLICH ENTTÄUSCHT",
    "GRUENDLICH ENTTAEUSCHT",
    "geht's gut",
    "geht’s gut",
    NULL,
};

static const struct wish wishes[] = {
    {SCRM_INTENT_COMPLAINT, "Ich möchte mich beschweren"},
    {SCRM_INTENT_QUESTION, "Wie kann ich meinen Tarif ändern?"},
    {SCRM_INTENT_REQUEST, "Könnt ihr mir bitte helfen"},
    {SCRM_INTENT_ORDER, "Wo bleibt meine Bestellung?"},
    {SCRM_INTENT_BILLING, "Meine Rechnung ist falsch, es wurde zu viel abgebucht"},
    {SCRM_INTENT_TECHNICAL, "Die App stürzt ab und zeigt eine Fehlermeldung"},
    {SCRM_INTENT_CANCEL, "Ich möchte meinen Vertrag kündigen"},
    {SCRM_INTENT_PURCHASE, "Ich würde gerne zwei Karten kaufen, noch verfügbar?"},
    {SCRM_INTENT_PRAISE, "Großes Lob an euer Team, super Arbeit"},
    {SCRM_INTENT_SUGGESTION, "Es wäre schön, wenn ihr einen Dunkelmodus einbauen würdet"},
    {SCRM_INTENT_THANKS, "Herzlichen Dank"},
    {SCRM_INTENT_SAFETY, "Das Ladegerät hat Feuer gefangen, es qualmt"},
    {SCRM_INTENT_LEGAL, "Mein Anwalt wird sich melden, ich erstatte Anzeige"},
    {SCRM_INTENT_PRESS, "Ich bin Journalistin und habe eine Presseanfrage"},
    {SCRM_INTENT_JOB, "Wohin kann ich meine Bewerbung schicken?"},
    {0, NULL},
};

int main(void)
{
    worker_open(&(struct scrm_scorer_options){.plain = true}); /* the lexicon alone */
    T("sentences fall into their class")
    {
        classes("de", SCRM_NEGATIVE, negative);
        classes("de", SCRM_POSITIVE, positive);
        classes("de", SCRM_NEUTRAL, neutral);
    }
    T("negation, intensity, contrast")
    {
        worse("de", pairs);
    }
    T("umlauts typed or spelled out")
    {
        same("de", spellings);
    }
    T("what is wanted, how soon, and what is only offered")
    {
        wants("de", wishes);
        urgent("de", "Dringend! Wir sitzen am Flughafen fest, ohne Medikamente",
               "Alles gut, danke");
        awaits("de", "Weiß jemand, wo mein Paket bleibt?", "Vielen Dank, alles bestens");
        advertises("de", "Sie haben gewonnen! Hier klicken und Gewinn sichern",
                   "Meine Rechnung beträgt 30 Euro");
    }
    worker_close();
    return t_end();
}
