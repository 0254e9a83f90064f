/* Spanish: classes of plain service sentences, negation before the verb and doubled behind it,
 * intensity on both sides, phones without accents, and what is wanted. */
#include "sentences.h"

static const char *const negative[] = {
    "Llevo tres horas esperando y nadie me atiende",
    "Sigo esperando mi reembolso",
    "El pedido no ha llegado todavía",
    "Me han cobrado dos veces la misma factura",
    "Pésimo servicio, nunca más",
    "La app no funciona desde ayer",
    "No me gusta nada el nuevo diseño",
    "Qué vergüenza de empresa",
    "El repartidor fue muy maleducado",
    "Mi paquete llegó roto",
    "No puedo iniciar sesión en mi cuenta",
    "Otra vez sin internet",
    "Es la tercera vez que llamo y nadie sabe nada",
    "Quiero que me devuelvan mi dinero",
    "Sois unos ladrones",
    "Gracias por nada",
    "No estoy contento con el trato",
    "No lo recomiendo",
    "Cancelaron mi vuelo y nadie avisó",
    "Tampoco funciona hoy",
    "menuda mierda de servicio",
    "Estoy harta de vosotros",
    "Han perdido mi maleta",
    "Una decepción total",
    NULL,
};

static const char *const positive[] = {
    "Muchas gracias por la ayuda, todo perfecto",
    "Excelente servicio, lo recomiendo",
    "Me encanta la nueva tienda",
    "El personal fue muy amable",
    "Por fin funciona, gracias",
    "¡Qué maravilla!",
    "La comida estaba buenísima",
    "Estoy muy contenta con mi compra",
    "Sin ningún problema, entrega rápida",
    "Sois los mejores",
    "Nunca decepcionan",
    "Os felicito por el trabajo",
    "No puedo esperar para volver",
    "Nos atendieron genial",
    NULL,
};

static const char *const neutral[] = {
    "¿A qué hora abren el lunes?",    "Mi número de pedido es 4711",
    "El tren sale del andén 9",       "He pedido dos sillas y una mesa",
    "La reunión es mañana en Madrid", NULL,
};

static const char *const pairs[] = {
    "no es bueno",
    "es bueno",
    "nunca me ha gustado",
    "me ha gustado",
    "no me gusta nada",
    "me gusta",
    "ni bueno ni barato",
    "bueno y barato",
    "sin ayuda útil",
    "con ayuda útil",
    "es malo",
    "no es malo",
    "es bueno",
    "es muy bueno",
    "es muy malo",
    "es malo",
    "me gusta",
    "me gusta mucho",
    "es malo",
    "es un poco malo",
    "es bueno",
    "es buenísimo",
    "la comida era rica pero el servicio horrible",
    "el servicio era horrible pero la comida rica",
    "si fuera bueno lo compraría",
    "es bueno, lo compré",
    "es bueno",
    "es buenoooo",
    "no es bueno hoy",
    "no, es bueno hoy",
    "es malo!!!",
    "es malo",
    NULL,
};

static const char *const spellings[] = {
    "pésimo servicio",
    "pesimo servicio",
    "no me llegó el pedido",
    "no me llego el pedido",
    "qué decepción",
    "que decepcion",
    "nunca más",
    "nunca mas",
    "FANTÁSTICO",
    "FANTASTICO",
    NULL,
};

static const struct wish wishes[] = {
    {SCRM_INTENT_COMPLAINT, "Quiero poner una reclamación"},
    {SCRM_INTENT_QUESTION, "¿Cómo puedo cambiar mi tarifa?"},
    {SCRM_INTENT_REQUEST, "¿Me podéis ayudar, por favor?"},
    {SCRM_INTENT_ORDER, "¿Dónde está mi pedido?"},
    {SCRM_INTENT_BILLING, "Me han cobrado de más en la factura"},
    {SCRM_INTENT_TECHNICAL, "La aplicación no carga y da error"},
    {SCRM_INTENT_CANCEL, "Quiero darme de baja"},
    {SCRM_INTENT_PURCHASE, "Quiero comprar dos entradas, ¿hay disponibles?"},
    {SCRM_INTENT_PRAISE, "Enhorabuena a todo el equipo, sois geniales"},
    {SCRM_INTENT_SUGGESTION, "Estaría bien que añadierais un modo oscuro"},
    {SCRM_INTENT_THANKS, "Muchas gracias"},
    {SCRM_INTENT_SAFETY, "El cargador se incendió y salía humo"},
    {SCRM_INTENT_LEGAL, "Voy a hablar con mi abogado y denunciar"},
    {SCRM_INTENT_PRESS, "Soy periodista de un diario local"},
    {SCRM_INTENT_JOB, "¿Dónde puedo enviar mi currículum?"},
    {0, NULL},
};

int main(void)
{
    worker_open(&(struct scrm_scorer_options){.plain = true}); /* the lexicon alone */
    T("sentences fall into their class")
    {
        classes("es", SCRM_NEGATIVE, negative);
        classes("es", SCRM_POSITIVE, positive);
        classes("es", SCRM_NEUTRAL, neutral);
    }
    T("negation, intensity, contrast")
    {
        worse("es", pairs);
    }
    T("accents typed or not")
    {
        same("es", spellings);
    }
    T("what is wanted, how soon, and what is only offered")
    {
        wants("es", wishes);
        urgent("es", "Urgente: estamos tirados en el aeropuerto sin medicación",
               "Todo bien, gracias");
        awaits("es", "¿Alguien me puede decir dónde está mi pedido?",
               "Muchas gracias, todo perfecto");
        advertises("es", "¡Has ganado un premio! Haz clic aquí", "Mi factura es de 30 euros");
    }
    worker_close();
    return t_end();
}
