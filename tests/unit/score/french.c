/* French: "ne ... pas" with and without its first half, before the adjective and behind the
 * verb, elisions, phones without accents, and what is wanted. */
#include "sentences.h"

static const char *const negative[] = {
    "J'attends depuis trois heures et personne ne répond",
    "Toujours pas reçu mon colis",
    "L'appli ne marche pas",
    "J'ai été prélevé deux fois",
    "Je n'aime pas du tout la nouvelle version",
    "Plus jamais !",
    "Aucune réponse à mes mails",
    "Le livreur a été désagréable",
    "Le pire service client que j'aie connu",
    "Remboursez-moi",
    "Mon train est supprimé et personne ne sait rien",
    "Encore une panne d'internet",
    "C'est une honte",
    "Merci pour rien",
    "Très déçue par votre enseigne",
    "Colis arrivé cassé",
    "Impossible de me connecter",
    "Ce n'est pas professionnel",
    "J'en ai marre de vous",
    "À fuir",
    "Ça fonctionne plus depuis hier",
    "Je suis furieux, quelle arnaque",
    "ça marche pas",
    "Service client inexistant",
    NULL,
};

static const char *const positive[] = {
    "Merci beaucoup pour votre aide rapide",
    "Excellent service, je recommande",
    "J'adore cette boutique",
    "Le personnel est très aimable",
    "Enfin réparé, merci !",
    "C'était délicieux",
    "Je suis ravie de mon achat",
    "Aucun souci, livraison rapide",
    "Vous êtes les meilleurs",
    "Pas mal du tout, bravo",
    "Quel bonheur !",
    "J'aime beaucoup l'ambiance",
    "Bravo à toute l'équipe",
    "Ça remarche, super",
    NULL,
};

static const char *const neutral[] = {
    "À quelle heure ouvrez-vous lundi ?", "Mon numéro de commande est le 4711",
    "Le train part de la voie 9",         "J'ai commandé deux chaises et une table",
    "La réunion est demain à Lyon",       NULL,
};

static const char *const pairs[] = {
    "ce n'est pas bon",
    "c'est bon",
    "c'est pas bon",
    "c'est bon",
    "je n'aime pas",
    "j'aime",
    "j'aime pas",
    "j'aime",
    "il ne m'aide jamais et ne recommande rien",
    "il m'aide et recommande",
    "je n'ai jamais aimé",
    "j'ai aimé",
    "sans qualité",
    "de qualité",
    "c'est mauvais",
    "c'est pas mauvais",
    "c'est bon",
    "c'est très bon",
    "c'est très mauvais",
    "c'est mauvais",
    "j'aime",
    "j'aime beaucoup",
    "c'est mauvais",
    "c'est un peu mauvais",
    "le repas était délicieux mais le service horrible",
    "le service était horrible mais le repas délicieux",
    "si c'était bon j'achèterais",
    "c'est bon, j'ai acheté",
    "c'est bon",
    "c'est booooon",
    "pas bon aujourd'hui",
    "pas aujourd'hui, bon",
    NULL,
};

static const char *const spellings[] = {
    "très déçu",
    "tres decu",
    "ça marche pas",
    "ca marche pas",
    "l’équipe est adorable",
    "l'equipe est adorable",
    "livreur désagréable",
    "livreur desagreable",
    NULL,
};

static const struct wish wishes[] = {
    {SCRM_INTENT_COMPLAINT, "Je souhaite faire une réclamation"},
    {SCRM_INTENT_QUESTION, "Comment puis-je changer de forfait ?"},
    {SCRM_INTENT_REQUEST, "Pouvez-vous m'aider s'il vous plaît"},
    {SCRM_INTENT_ORDER, "Où est ma commande ?"},
    {SCRM_INTENT_BILLING, "Erreur sur ma facture, j'ai été débité en trop"},
    {SCRM_INTENT_TECHNICAL, "L'application plante avec un message d'erreur"},
    {SCRM_INTENT_CANCEL, "Je veux résilier mon abonnement"},
    {SCRM_INTENT_PURCHASE, "Je voudrais acheter deux billets, encore disponibles ?"},
    {SCRM_INTENT_PRAISE, "Bravo à l'équipe, excellent travail"},
    {SCRM_INTENT_SUGGESTION, "Ce serait bien d'ajouter un mode sombre"},
    {SCRM_INTENT_THANKS, "Merci beaucoup"},
    {SCRM_INTENT_SAFETY, "Le chargeur a pris feu, il y avait de la fumée"},
    {SCRM_INTENT_LEGAL, "Je vais porter plainte, mon avocat vous contactera"},
    {SCRM_INTENT_PRESS, "Je suis journaliste pour un quotidien"},
    {SCRM_INTENT_JOB, "Où envoyer mon CV pour une candidature ?"},
    {0, NULL},
};

int main(void)
{
    worker_open(&(struct scrm_scorer_options){.plain = true}); /* the lexicon alone */
    T("sentences fall into their class")
    {
        classes("fr", SCRM_NEGATIVE, negative);
        classes("fr", SCRM_POSITIVE, positive);
        classes("fr", SCRM_NEUTRAL, neutral);
    }
    T("negation, intensity, contrast")
    {
        worse("fr", pairs);
    }
    T("accents and apostrophes typed or not")
    {
        same("fr", spellings);
    }
    T("what is wanted, how soon, and what is only offered")
    {
        wants("fr", wishes);
        urgent("fr", "Urgent : nous sommes bloqués à l'aéroport sans médicaments",
               "Tout va bien, merci");
        awaits("fr", "Quelqu'un peut me dire où est mon colis ?",
               "Merci beaucoup, tout est parfait");
        advertises("fr", "Vous avez gagné ! Cliquez ici pour votre cadeau",
                   "Ma facture est de 30 euros");
    }
    worker_close();
    return t_end();
}
