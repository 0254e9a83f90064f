/* Italian: negation before the verb and doubled behind it, elisions, superlatives, phones
 * without accents, and what is wanted. */
#include "sentences.h"

static const char *const negative[] = {
    "Sono in attesa da tre ore e nessuno risponde",
    "Il mio pacco non è ancora arrivato",
    "L'app non funziona",
    "Mi avete addebitato due volte la stessa fattura",
    "Non mi piace per niente la nuova versione",
    "Mai più!",
    "Nessuna risposta alle mie mail",
    "Il corriere è stato maleducato",
    "Peggior servizio clienti di sempre",
    "Ridatemi i miei soldi",
    "Treno soppresso e nessuno sa niente",
    "Ancora senza internet",
    "Che vergogna",
    "Grazie per niente",
    "Sono molto delusa dalla vostra azienda",
    "Articolo arrivato rotto",
    "Non riesco ad accedere al mio account",
    "Non è un buon servizio",
    "Mi avete stufato",
    "Sconsiglio a tutti",
    "È una truffa bella e buona",
    "Siete dei ladri",
    "Assistenza pessima",
    "Avete perso la mia valigia",
    NULL,
};

static const char *const positive[] = {
    "Grazie mille per l'aiuto, tutto perfetto",
    "Ottimo servizio, lo consiglio",
    "Adoro questo negozio",
    "Il personale è gentilissimo",
    "Finalmente funziona, grazie",
    "Cibo squisito",
    "Sono felicissima del mio acquisto",
    "Nessun problema, consegna veloce",
    "Siete i migliori",
    "Niente male, davvero bello",
    "Che meraviglia!",
    "Mi piace molto l'atmosfera",
    "Complimenti a tutta la squadra",
    "Non vedo l'ora di tornare",
    NULL,
};

static const char *const neutral[] = {
    "A che ora aprite lunedì?",      "Il mio numero d'ordine è 4711",
    "Il treno parte dal binario 9",  "Ho ordinato due sedie e un tavolo",
    "La riunione è domani a Milano", NULL,
};

static const char *const pairs[] = {
    "non è bello",
    "è bello",
    "non mi è mai piaciuto",
    "mi è piaciuto",
    "non mi piace niente",
    "mi piace",
    "non è né bello né utile",
    "è bello e utile",
    "senza personale gentile",
    "con personale gentile",
    "è brutto",
    "non è brutto",
    "è bello",
    "è molto bello",
    "è molto brutto",
    "è brutto",
    "mi piace",
    "mi piace molto",
    "è brutto",
    "è un po' brutto",
    "è bello",
    "è bellissimo",
    "il cibo era squisito ma il servizio orribile",
    "il servizio era orribile ma il cibo squisito",
    "se fosse bello lo comprerei",
    "è bello, l'ho comprato",
    "è bello",
    "è bellooooo",
    "non oggi bello",
    "non oggi, bello",
    NULL,
};

static const char *const spellings[] = {
    "perché non funziona più",
    "perche non funziona piu",
    "perchè è così brutto",
    "perché e cosi brutto",
    "l’operatore è maleducato",
    "l'operatore e maleducato",
    "mai più",
    "mai piu",
    NULL,
};

static const struct wish wishes[] = {
    {SCRM_INTENT_COMPLAINT, "Vorrei fare un reclamo"},
    {SCRM_INTENT_QUESTION, "Come posso cambiare tariffa?"},
    {SCRM_INTENT_REQUEST, "Potete aiutarmi per favore"},
    {SCRM_INTENT_ORDER, "Dov'è il mio ordine?"},
    {SCRM_INTENT_BILLING, "Errore in bolletta, chiedo il rimborso"},
    {SCRM_INTENT_TECHNICAL, "L'applicazione si blocca e dà errore"},
    {SCRM_INTENT_CANCEL, "Voglio disdire il contratto"},
    {SCRM_INTENT_PURCHASE, "Vorrei acquistare due biglietti, sono disponibili?"},
    {SCRM_INTENT_PRAISE, "Complimenti a tutti, ottimo lavoro"},
    {SCRM_INTENT_SUGGESTION, "Sarebbe bello avere la modalità scura"},
    {SCRM_INTENT_THANKS, "Grazie mille"},
    {SCRM_INTENT_SAFETY, "Il caricatore ha preso fuoco, usciva fumo"},
    {SCRM_INTENT_LEGAL, "Mi rivolgo al mio avvocato, parte la denuncia"},
    {SCRM_INTENT_PRESS, "Sono una giornalista, vorrei una intervista"},
    {SCRM_INTENT_JOB, "Dove posso inviare il mio curriculum?"},
    {0, NULL},
};

int main(void)
{
    worker_open(&(struct scrm_scorer_options){.plain = true}); /* the lexicon alone */
    T("sentences fall into their class")
    {
        classes("it", SCRM_NEGATIVE, negative);
        classes("it", SCRM_POSITIVE, positive);
        classes("it", SCRM_NEUTRAL, neutral);
    }
    T("negation, intensity, contrast")
    {
        worse("it", pairs);
    }
    T("accents and apostrophes typed or not")
    {
        same("it", spellings);
    }
    T("what is wanted, how soon, and what is only offered")
    {
        wants("it", wishes);
        urgent("it", "Urgente: siamo bloccati in aeroporto senza farmaci",
               "Tutto bene, grazie");
        awaits("it", "Qualcuno mi sa dire dov'è il mio pacco?", "Grazie mille, tutto perfetto");
        advertises("it", "Hai vinto un premio! Clicca qui", "La mia bolletta è di 30 euro");
    }
    worker_close();
    return t_end();
}
