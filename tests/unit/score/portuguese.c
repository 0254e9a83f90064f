/* Portuguese of both shores: negation before the verb, and in Brazil behind it, the laughter
 * and the short forms of the chat, phones without accents, and what is wanted. */
#include "sentences.h"

static const char *const negative[] = {
    "Estou há três horas esperando e ninguém atende",
    "Minha encomenda ainda não chegou",
    "O aplicativo não funciona",
    "Fui cobrado duas vezes na mesma fatura",
    "Não gostei nada da nova versão",
    "Nunca mais!",
    "Nenhuma resposta aos meus emails",
    "O entregador foi muito grosseiro",
    "Pior atendimento que já tive",
    "Quero meu dinheiro de volta",
    "Voo cancelado e ninguém informa nada",
    "De novo sem internet",
    "Que vergonha",
    "Obrigado por nada",
    "Estou muito decepcionada com vocês",
    "O produto chegou quebrado",
    "Não consigo entrar na minha conta",
    "Não é um bom serviço",
    "Cansei de vocês",
    "Não recomendo a ninguém",
    "que atendimento lixo",
    "Falta de respeito com o cliente",
    "Perderam minha mala",
    "gostei não",
    NULL,
};

static const char *const positive[] = {
    "Muito obrigado pela ajuda, tudo perfeito",
    "Excelente atendimento, recomendo",
    "Amo esta loja",
    "Os funcionários foram muito atenciosos",
    "Finalmente funciona, obrigada",
    "Comida deliciosa",
    "Estou muito feliz com a minha compra",
    "Sem nenhum problema, entrega rápida",
    "Vocês são os melhores",
    "Nada mal, muito bonito",
    "Que maravilha!",
    "Gosto muito do ambiente",
    "Parabéns a toda a equipe",
    "Não vejo a hora de voltar",
    NULL,
};

static const char *const neutral[] = {
    "A que horas abre na segunda-feira?", "O número do meu pedido é 4711",
    "O comboio sai da linha 9",           "Pedi duas cadeiras e uma mesa",
    "A reunião é amanhã em Lisboa",       NULL,
};

static const char *const pairs[] = {
    "não é bom",
    "é bom",
    "nunca gostei",
    "gostei",
    "não gosto de nada",
    "gosto",
    "gostei não",
    "gostei",
    "nem bom nem barato",
    "bom e barato",
    "sem ajuda útil",
    "com ajuda útil",
    "é ruim",
    "não é ruim",
    "é bom",
    "é muito bom",
    "é muito ruim",
    "é ruim",
    "gosto",
    "gosto muito",
    "é ruim",
    "é um pouco ruim",
    "é lindo",
    "é lindo demais",
    "a comida estava deliciosa mas o serviço horrível",
    "o serviço estava horrível mas a comida deliciosa",
    "se fosse bom eu comprava",
    "é bom, comprei",
    "é lindo",
    "é lindooooo",
    "não é barato hoje",
    "não, é barato hoje",
    NULL,
};

static const char *const spellings[] = {
    "não gostei",          "nao gostei",   "péssimo atendimento",
    "pessimo atendimento", "horrível",     "horrivel",
    "que decepção",        "que decepcao", NULL,
};

static const struct wish wishes[] = {
    {SCRM_INTENT_COMPLAINT, "Quero fazer uma reclamação"},
    {SCRM_INTENT_QUESTION, "Como faço para mudar de plano?"},
    {SCRM_INTENT_REQUEST, "Vocês podem me ajudar, por favor"},
    {SCRM_INTENT_ORDER, "Cadê meu pedido?"},
    {SCRM_INTENT_BILLING, "Cobrança indevida na minha fatura, quero o estorno"},
    {SCRM_INTENT_TECHNICAL, "O app trava e dá erro"},
    {SCRM_INTENT_CANCEL, "Quero cancelar meu plano"},
    {SCRM_INTENT_PURCHASE, "Quero comprar dois ingressos, tem disponível?"},
    {SCRM_INTENT_PRAISE, "Parabéns à equipe, ótimo trabalho"},
    {SCRM_INTENT_SUGGESTION, "Seria legal ter um modo escuro"},
    {SCRM_INTENT_THANKS, "Muito obrigada"},
    {SCRM_INTENT_SAFETY, "O carregador pegou fogo, saía fumaça"},
    {SCRM_INTENT_LEGAL, "Vou ao Procon e falar com meu advogado"},
    {SCRM_INTENT_PRESS, "Sou jornalista, queria uma entrevista"},
    {SCRM_INTENT_JOB, "Onde posso deixar meu currículo?"},
    {0, NULL},
};

int main(void)
{
    worker_open(&(struct scrm_scorer_options){.plain = true}); /* the lexicon alone */
    T("sentences fall into their class")
    {
        classes("pt", SCRM_NEGATIVE, negative);
        classes("pt", SCRM_POSITIVE, positive);
        classes("pt", SCRM_NEUTRAL, neutral);
    }
    T("negation, intensity, contrast")
    {
        worse("pt", pairs);
    }
    T("accents typed or not")
    {
        same("pt", spellings);
    }
    T("what is wanted, how soon, and what is only offered")
    {
        wants("pt", wishes);
        urgent("pt", "Urgente: estamos presos no aeroporto sem remédio", "Tudo bem, obrigado");
        awaits("pt", "Alguém pode me dizer onde está meu pedido?",
               "Muito obrigado, tudo perfeito");
        advertises("pt", "Você ganhou um prêmio! Clique aqui", "Minha fatura é de 30 reais");
    }
    worker_close();
    return t_end();
}
